--TEST--
maxExecuteTimes and maxLifetime renew a worker, busy or in a long pause; stop() lets it leave after its job
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "limitJitter" => 0, "hangupLoopMicrotime" => 1000]);
$manager->group("calls", ["maxExecuteTimes" => 5], function () {});
$manager->group("turns", ["maxExecuteTimes" => "5"], function ($worker) { while ($worker->running()) {} });
$manager->group("old", ["maxLifetime" => 0.3, "hangupLoopMicrotime" => 3600000000], function () {});
$manager->group("own", [], function ($worker) {
    if ($worker->jobs === 2) {
        $worker->stop();
        tell("own " . var_export($worker->workerExitFlag, true));
    }
});
$manager->onWorkerExit(function (Naruto\WorkerExit $exit) {
    tell("$exit->group $exit->cause " . ($exit->failed ? "failed" : "planned") . " $exit->jobs " . round($exit->uptime, 1));
});
$manager->run();
');
foreach (['calls' => 5, 'turns' => 5, 'old' => 1, 'own' => 3] as $group => $jobs) {
    foreach ($fleet->awaitTold("/^$group limit planned /", 3) as $line) {
        [, , , $done, $uptime] = explode(' ', $line);
        // It works on until it is its turn, which is at once; a job may slip in between.
        check($group === 'own' || $group === 'old' ? $done == $jobs : $done >= $jobs, "$group: $line");
        check($group !== 'old' || ($uptime >= 0.3 && $uptime < 3), "old: $line");
    }
}
check($fleet->told('/^own true$/') !== [], 'it knows that it leaves');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), 'a limit is no failure');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
