--TEST--
an exception in onWorkerStop() is told and the worker leaves all the same
--FILE--
<?php
require __DIR__ . '/dies.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->onWorkerStop(function () { tell("stop hook"); throw new RuntimeException("cannot flush"); });
    $manager->run(fn ($worker) => tell("job $worker->pid"));');
$fleet->awaitTold('/^job/');
[$first] = $fleet->waitWorkers(1);
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ error   worker#1 +' . $first . '  died: RuntimeException: cannot flush in \S+:4; .*⏎#0 /');
$fleet->awaitLog('/ reload: 1 of 1 renewed/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check($fleet->told('/^stop hook$/') === ['stop hook', 'stop hook'], 'the hook ran once in each of the two workers');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
