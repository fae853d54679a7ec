--TEST--
a deadline does not reach hooks, shutdown functions and destructors; deadline() is for the job in hand
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$refused = function (Naruto\Worker $worker, float $seconds) {
    try {
        $worker->deadline($seconds);
        return "taken";
    } catch (Throwable $refusal) {
        return get_class($refusal) . ": " . $refusal->getMessage();
    }
};
class Slow { public function __destruct() { nap(0.4); tell("destructor"); } }
$manager = new Naruto\Manager(["startNum" => 1, "jobTimeout" => 0.1, "killGrace" => 0.1]);
$manager->onWorkerStart(function ($worker) use ($refused) {
    nap(0.4);
    tell("start: " . $refused($worker, 5));
});
$manager->onWorkerStop(function ($worker) use ($refused) {
    tell("stop: " . $refused($worker, 5));
    nap(0.4);
    tell("stop hook");
});
$manager->run(function (Naruto\Worker $worker) use ($refused) {
    if (!@mkdir(HOME . "/once")) {
        $worker->deadline(INF);
        hold("end");
        return;
    }
    foreach ([0.0, -1.0, NAN] as $seconds) {
        tell("job: " . $refused($worker, $seconds));
    }
    register_shutdown_function(function () { nap(0.4); tell("shutdown function"); });
    $GLOBALS["slow"] = new Slow();
    while (true) {}
});
');
$none = 'Naruto\ProcessException: there is no job in hand that could have a deadline';
$value = 'ValueError: Naruto\Worker::deadline(): Argument #1 ($seconds) must be above 0, ';
$expected = [
    "start: $none", "job: {$value}0 given", "job: {$value}-1 given", "job: {$value}NaN given",
    "stop: $none", 'stop hook', 'shutdown function', 'destructor', "start: $none",
];
$told = $fleet->awaitTold('//', count($expected));
check($told === $expected, 'all of them have the time they take: ' . implode("\n", $told));
check(preg_match('/ died: Naruto\\\\TimeoutException: .*, in a job after /', $fleet->log()) === 1, 'the job had not: ' . $fleet->log());
check(!str_contains($fleet->log(), ' killed: '), 'nobody was killed: ' . $fleet->log());
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
// The second time with no job in hand at all.
check($fleet->told('/^stop: /') === ["stop: $none", "stop: $none"], 'nor after the last job: ' . implode("\n", $fleet->told()));
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
