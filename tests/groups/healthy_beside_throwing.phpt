--TEST--
eight workers that throw at their start neither disturb another group, nor load the master, nor flood the log
--DESCRIPTION--
The figures of more seconds: NARUTO_TEST_SECONDS=20 NARUTO_TEST_FIGURES=FILE tests/run tests/groups
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["hangupLoopMicrotime" => 1000]);
$manager->group("healthy", ["startNum" => 2], function ($worker) {
    static $longest = 0.0, $last = null;
    $now = clock();
    $longest = max($longest, $now - ($last ?? $now));
    $last = $now;
    foreach (["from", "to"] as $gate) {
        if (file_exists(HOME . "/gate-$gate") && @mkdir(HOME . "/$gate-$worker->id")) {
            tell("$gate $worker->id $worker->jobs $now $longest");
            $longest = 0.0;
        }
    }
});
if ($argv[1] === "beside") {
    $manager->group("throwing", ["startNum" => 8], fn () => tell("job of the throwing"));
}
$manager->onWorkerStart(function ($worker) {
    if ($worker->group === "throwing") {
        throw new RuntimeException("no database");
    }
});
$manager->run();
';
/** @return array{jobs: float, gap: float, lines: float, cpu: float, deaths: int} per second, over some of them */
$measure = function (string $how) use ($script): array {
    $fleet = Fleet::start($script, ['args' => [$how]]);
    $fleet->waitNames(2);
    $begun = [clock(), cpu_time($fleet->pid), substr_count($fleet->log(), "\n")];
    $fleet->open('from');
    $from = $fleet->awaitTold('/^from /', 2);
    nap((float) (getenv('NARUTO_TEST_SECONDS') ?: 3));
    $fleet->open('to');
    $to = $fleet->awaitTold('/^to /', 2);
    $lasted = clock() - $begun[0];
    $lines = substr_count($fleet->log(), "\n") - $begun[2];
    $cpu = (cpu_time($fleet->pid) - $begun[1]) / $lasted;
    sort($from);
    sort($to);
    $jobs = $gap = 0.0;
    foreach ([0, 1] as $worker) {
        [, , $jobs_before, $since] = explode(' ', $from[$worker]);
        [, , $jobs_after, $until, $longest] = explode(' ', $to[$worker]);
        $jobs += ($jobs_after - $jobs_before) / ($until - $since);
        $gap = max($gap, (float) $longest);
    }
    $log = $fleet->log();
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$how: the fleet ends with 0");
    $fleet->clean();
    $deaths = substr_count($log, ' died: RuntimeException: no database in ');
    check($how === 'alone' || $deaths >= 8 * 3, "$how: they died again and again: $deaths times");
    // The death with its trace, and how long its successor waits.
    check(substr_count($log, "\n") <= 2 * $deaths + 1, "$how: two lines a death and one for the start:\n$log");
    // 0.1 + 0.2 + 0.4 + … s between them, less a tenth by chance.
    $most = 8 * (2 + log(1 + ($lasted + 1) / 0.09, 2));
    check($deaths <= $most, "$how: pauses double: at most $most deaths, not $deaths");
    check(!preg_match('/ (died|killed|left): healthy/', $log), "$how: nobody healthy has left:\n$log");
    return ['jobs' => $jobs, 'gap' => $gap, 'lines' => $lines / $lasted, 'cpu' => $cpu, 'deaths' => $deaths];
};
$alone = $measure('alone');
$beside = $measure('beside');
// Alone and beside are two moments of a machine that may have other things to do.
check($beside['jobs'] > $alone['jobs'] / 10, 'the healthy group goes on with its jobs: ' . json_encode([$alone, $beside]));
check($beside['gap'] < 1, "it never pauses for longer than a second: {$beside['gap']} s");
check($beside['cpu'] < 0.1, "the master uses next to no CPU: {$beside['cpu']} of one");
file_put_contents(getenv('NARUTO_TEST_FIGURES') ?: '/dev/null', sprintf(
    'healthy: %.0f jobs/s alone, %.0f beside (longest gap %.1f and %.1f ms); log %.1f lines/s, %d deaths; master %.2f ms CPU/s, alone %.2f' . "\n",
    $alone['jobs'], $beside['jobs'], 1000 * $alone['gap'], 1000 * $beside['gap'], $beside['lines'], $beside['deaths'], 1000 * $beside['cpu'], 1000 * $alone['cpu'],
));
echo "Done\n";
?>
--EXPECT--
Done
