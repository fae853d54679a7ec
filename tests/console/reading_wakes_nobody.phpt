--TEST--
status five times a second, and a reader a thousand times a second, wake no worker of 64 that have nothing to do
--DESCRIPTION--
The acceptance asks for 10 s: NARUTO_TEST_IDLE=10 tests/run tests/console/reading_wakes_nobody.phpt
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../idle/quiet.inc';

$seconds = idle_for();
$fleet = idle_fleet();
/** @return array<int, string> by pid of a worker, how often it went to sleep by itself */
$voluntary = function () use ($fleet): array {
    $found = [];
    foreach ($fleet->workers() as $pid) {
        preg_match('/^voluntary_ctxt_switches:\s*(\d+)/m', file_get_contents("/proc/$pid/status"), $number);
        $found[$pid] = $number[1];
    }
    return $found;
};
$before = $voluntary();
file_put_contents("$fleet->home/reader.php", '<?php
    require getenv("IN_WORKER");
    $end = clock() + ' . $seconds . ';
    $next = clock();
    for ($reads = 0; clock() < $end; $reads++) {
        $next += 0.001;
        if (Naruto\Testing\look(' . $fleet->pid . ') !== 64) {
            tell("not 64");
        }
        nap(max(0, $next - clock()));
    }
    tell("reads $reads");');
$reader = Program::launch(['reader.php'], $fleet->home, ['NARUTO_FAULT' => 'none'] + $fleet->env());
$end = clock() + $seconds;
for ($looks = 0; clock() < $end; $looks++) {
    $next = clock() + 0.2;
    [$status, $out] = $fleet->command('status');
    check($status === 0 && substr_count($out, "\nworker#") === 64, "status: $status $out");
    nap(max(0, $next - clock()));
}
check($reader->wait(10 + $seconds) === 0, 'the reader: ' . $reader->output() . $reader->errors());
[$line] = $fleet->awaitTold('/^reads/');
$after = $voluntary();
$woken = array_diff_assoc($after, $before);
check(!$woken && count($after) === 64, count($woken) . ' workers were woken: ' . json_encode([$before, $after]));
// A busy machine gets round to it less often.
check((int) substr($line, 6) > 50 * $seconds && $looks >= $seconds, "it was looked at often: $looks times, $line");
check($fleet->told('/^not/') === [], 'each time all of them');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "$looks times status, $line in $seconds s, ", count($woken), " workers woken\n";
?>
--EXPECTF--
%d times status, reads %d in %s s, 0 workers woken
