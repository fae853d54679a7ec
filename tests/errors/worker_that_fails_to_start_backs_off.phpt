--TEST--
a worker whose onWorkerStart() throws is no ready worker: it is told and backs off
--FILE--
<?php
require __DIR__ . '/dies.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["startNum" => 2]);
    $manager->onWorkerStart(fn ($worker) => $worker->id === 2 || throw new RuntimeException("no database"));
    $manager->onWorkerStop(fn ($worker) => tell("stop $worker->id"));
    $manager->run(fn ($worker) => tell("job $worker->id"));');
$fleet->awaitLog('/ died: RuntimeException: no database in \S+:4; 0 jobs done⏎#0 .*\R/');
$fleet->awaitLog('/ waiting: worker#1 comes back in 1?\d\d ms, 1st death in a row$/m');
$fleet->awaitLog('/ warning master .* started: 1 of 2 workers in /');
$fleet->awaitTold('/^job 2$/');
check($fleet->told('/^job 1$/') === [], 'no job was given to a worker that is not ready');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
