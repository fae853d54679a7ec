--TEST--
the harness starts, watches and ends a fleet
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(__DIR__ . '/../include/stand-in.inc');
[$first] = $fleet->waitWorkers(3);
check($fleet->awaitLog('/started: (\d)/')[1] === '3', 'the log tells of three workers');
check($fleet->pipes() === ["naruto.pipe$fleet->pid"], 'there is one pipe');
check(basename($fleet->dir()) === 'stand-in', 'the directory of the instance is found');
check(count($fleet->processes()) === 4, 'workers with a title, in another directory, are found too');
check($fleet->command('status') === [3, "all well\n", ''], 'a command gives status, output and errors');

posix_kill($first, SIGKILL);
check((int) $fleet->awaitLog('/died: (\d+)/')[1] === $first, 'the death of the first is seen');
check(!in_array($first, $fleet->waitWorkers(3), true), 'another has taken its place');
check($fleet->zombies() === [], 'the dead was reaped');

$fleet->signal(SIGTERM);
check($fleet->wait() === 7, 'the exit status is told');
check($fleet->wait() === 7, 'and told again');
check($fleet->output() === "bye\n", 'the output is told');
$fleet->clean();
check(!file_exists($fleet->home), 'its directory is gone');
echo "Done\n";
?>
--EXPECT--
Done
