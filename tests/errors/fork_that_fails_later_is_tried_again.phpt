--TEST--
fork failing in a running fleet is told, and tried again
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 3]))->run(function () {});',
    ['under' => ['strace', '-qq', '-o', '/dev/null', '-e', 'inject=?clone,?clone3,?fork:error=EAGAIN:when=4..5']]);
$fleet->awaitLog('/ started: 3 workers /');
// Above it is strace, whose end is the end of the master and has its status.
$fleet->pid = $fleet->workers()[0];
[$first, , $last] = $fleet->waitWorkers(3);
posix_kill($first, SIGKILL);
$fleet->awaitLog('/ error   master .* waiting: worker#1 was not forked: .*; next try in (9\d|1[01]\d) ms$/m');
$fleet->awaitLog('/ error   master .* waiting: worker#1 was not forked: .*; next try in (1[89]\d|2[012]\d) ms$/m');
$fleet->awaitLog('/ info    worker#1 .* ready: /');
check(in_array($last, $fleet->waitWorkers(3), true), 'the others have not noticed');
check(count($fleet->pipes()) === 4, 'each process has one pipe: ' . implode(' ', $fleet->pipes()));
posix_kill($fleet->pid, SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
