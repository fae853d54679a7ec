--TEST--
every() has no drift, waits for jobs, never overlaps, tells what was missed, and counts its turns as jobs
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 3600000000, "jobTimeout" => 5]);
$refused = function (callable $set) {
    try {
        $set();
        tell("taken");
    } catch (Throwable $throwable) {
        tell("refused: " . get_class($throwable) . ": {$throwable->getMessage()}");
    }
};
$manager->group("drift", ["startNum" => 1], function ($worker) {
    $began = clock();
    $worker->every(0.02, function (int $missed) use ($began, $worker) {
        static $turn = 0;
        $turn += 1 + $missed;
        // It takes a while itself, which is no part of the pause.
        nap(0.005);
        tell("drift " . json_encode([$turn, $missed, clock() - $began, $worker->jobs]));
    });
    while ($worker->running()) {
        $worker->wait(INF);
    }
});
$manager->group("job", ["startNum" => 1, "hangupLoopMicrotime" => 1000], function ($worker) {
    static $calls = 0;
    if (++$calls === 1) {
        $worker->every(0.01, function (int $missed) use ($worker) {
            tell("turn after " . $missed);
            // Neither twice at once, nor in here.
            $worker->wait(0.03);
        });
    }
    tell("job begins");
    nap(0.055);
    tell("job ends");
    if ($calls === 3) {
        hold("never");
    }
});
$manager->onWorkerStart(function ($worker) use ($refused) {
    if ($worker->group !== "worker") {
        return;
    }
    foreach ([0, 0.0009, -1, NAN, INF] as $seconds) {
        $refused(fn () => $worker->every($seconds, fn () => 0));
    }
    $worker->every(0.001, function () use ($worker, $refused) {
        static $told = 0;
        if (!$told++) {
            $refused(fn () => $worker->every(1, fn () => 0));
            $refused(fn () => $worker->running());
            $refused(fn () => $worker->idle(fn () => 0));
        }
        nap(0.001);
    });
});
$manager->run(function ($worker) use ($refused) {
    $refused(fn () => $worker->every(3600, fn () => 0));
    $worker->running();
    $refused(fn () => $worker->every(1, fn () => 0));
    $worker->wait(INF);
});
');
$turns = array_map(fn ($line) => json_decode(substr($line, 6)), $fleet->awaitTold('/^drift/', 40));
foreach ($turns as $at => [$turn, $missed, $seconds, $jobs]) {
    check($seconds >= 0.02 * $turn, "turn $turn is not before its time: $seconds");
    check($jobs === $at, "each is a job: $jobs after $at");
}
// Without a drift one of the last is as near to its time as the machine allows; with one they would be 5 ms later each.
$late = min(array_map(fn ($turn) => $turn[2] - 0.02 * $turn[0], array_slice($turns, 30)));
check($late < 0.005 * 30, "not later and later: $late");
$fleet->awaitTold('/^job begins/', 3);
$lines = $fleet->told('/^(job|turn)/');
foreach ($lines as $at => $line) {
    check(!str_starts_with($line, 'turn') || $lines[$at - 1] !== 'job begins', 'no turn comes into a job: ' . implode(', ', $lines));
}
check(count(preg_grep('/^turn after [3-9]|^turn after \d\d/', $lines)) >= 1, 'what a job kept from coming was missed: ' . implode(', ', $lines));
$fleet->awaitTold('/^refused/', 9);
$lines = $fleet->told('/^(refused|taken)/');
// A timer's come when they come.
sort($lines);
echo implode("\n", $lines), "\n";
$fleet->open('never');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
?>
--EXPECT--
refused: Naruto\ProcessException: idle() fetches a job; it cannot be called by what is done between two jobs
refused: Naruto\ProcessException: running() begins the next job; it cannot be called by what is done between two jobs
refused: Naruto\ProcessException: timers are set before the first job: in onWorkerStart(), or before the first running()
refused: Naruto\ProcessException: timers are set before the first job: in onWorkerStart(), or before the first running()
refused: ValueError: Naruto\Worker::every(): Argument #1 ($seconds) must be 0.001 or above, and finite; -1 given
refused: ValueError: Naruto\Worker::every(): Argument #1 ($seconds) must be 0.001 or above, and finite; 0 given
refused: ValueError: Naruto\Worker::every(): Argument #1 ($seconds) must be 0.001 or above, and finite; 0.0009 given
refused: ValueError: Naruto\Worker::every(): Argument #1 ($seconds) must be 0.001 or above, and finite; NaN given
refused: ValueError: Naruto\Worker::every(): Argument #1 ($seconds) must be 0.001 or above, and finite; inf given
taken
