--TEST--
200 workers killed in quick succession: each has its successor at once
--DESCRIPTION--
The fleet must not lose a slot, a pipe or a beat, whatever kills its workers. Victims have done a job: a worker
that is killed before its first one is another story (back-off).
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 8, "hangupLoopMicrotime" => 500]))->run(function (Naruto\Worker $worker) {
    if ($worker->jobs === 1) {
        tell($worker->pid);
    }
});
');
$fleet->waitWorkers(8);
$killed = [];
while (count($killed) < 200) {
    // Those that have done a job, killed or not.
    $healthy = array_map(intval(...), $fleet->told());
    $victims = array_diff($healthy, $killed);
    if (!$victims) {
        $victims = [(int) array_slice($fleet->awaitTold('//', count($healthy) + 1), -1)[0]];
    }
    $victim = $victims[array_rand($victims)];
    check(posix_kill($victim, SIGKILL), "$victim is there to be killed");
    $killed[] = $victim;
}
$fleet->awaitTold('//', 208);
$workers = $fleet->waitWorkers(8);
check(!array_intersect($workers, $killed), 'none of the killed is back');
$fleet->until(fn () => !$fleet->zombies(), 'all that died are reaped');
check(count($fleet->told()) === 208, 'there was one successor for each, no more');
check(substr_count($fleet->log(), ' by SIGKILL') === 200, 'each death is told');
check(!preg_match('/ waiting: /', $fleet->log()), 'none had to wait');

$names = array_map(fn ($slot) => "worker#$slot", range(1, 8));
check(array_keys($fleet->waitNames(8)) === $names, 'each slot is taken once');
$expected = array_map(fn ($pid) => "naruto.pipe$pid", [$fleet->pid, ...$workers]);
$pipes = $fleet->pipes();
sort($expected);
sort($pipes);
check($pipes === $expected, 'there is one pipe for each that lives, and no other');

// The time from a death to the next readiness of that slot, as the log has it.
preg_match_all('/T(\d+):(\d+):([\d.]+)\S+ \w+ +(?:master|(\S+)) +\d+  (died|ready): (?:(\S+) )?/', $fleet->log(), $lines, PREG_SET_ORDER);
$died = $took = [];
foreach ($lines as [, $hour, $minute, $second, $worker, $event, $dead]) {
    $at = $hour * 3600 + $minute * 60 + $second;
    if ($event === 'died') {
        $died[$dead] = $at;
    } elseif (isset($died[$worker])) {
        $took[] = ($at - $died[$worker]) * 1000;
    }
}
sort($took);
// Who is killed right after its first job may not have been noticed as ready.
check(count($took) > 20, 'successors are ready: ' . count($took));
$median = $took[intdiv(count($took), 2)];
check($median < 50, "mostly within a blink, not $median ms");

$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
