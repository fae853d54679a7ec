--TEST--
restart stops what runs after its jobs and starts anew in its place; without anything to stop it is a start
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["name" => "shop", "startNum" => 1]))->run(function ($worker) { tell("job " . posix_getppid()); });
', ['args' => ['restart']]);
$fleet->awaitTold("/^job $fleet->pid$/");
$fleet->awaitLog('/ started: /');
$next = $fleet->again(['restart']);
check($fleet->wait() === 0, 'the first one ends with 0');
$next->awaitTold("/^job $next->pid$/");
check(str_starts_with($next->output(), 'stop: its worker has left after '), $next->output());
$next->signal(SIGTERM);
check($next->wait() === 0, 'the second one, too');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
