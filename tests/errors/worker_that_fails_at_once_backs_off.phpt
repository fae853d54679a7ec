--TEST--
workers that fail at once come back after 100 ms, then twice as long each time, at next to no cost
--DESCRIPTION--
A broken deployment must not burn the machine, nor fill the log.
--FILE--
<?php
require __DIR__ . '/dies.inc';

/** Seconds of CPU that the master and its dead workers have used. */
function cpu(int $pid): float
{
    $fields = explode(' ', preg_replace('/^.*\) /s', '', file_get_contents("/proc/$pid/stat")));
    return array_sum(array_slice($fields, 11, 4)) / 100;
}

$fleet = Fleet::start('<?php
    (new Naruto\Manager(["startNum" => 4]))->run(function () { throw new RuntimeException("broken"); });');
$waits = '/waiting: worker#1 comes back in ([\d.]+) (m?s), (\d)\w\w death in a row$/m';
$fleet->until(fn () => preg_match_all($waits, $fleet->log()) >= 1, 'the first wait');
$before = cpu($fleet->pid);
$fleet->until(fn () => preg_match_all($waits, $fleet->log()) >= 5, 'the fifth wait');
$used = cpu($fleet->pid) - $before;
check($used < 0.5, "4 × 4 restarts took $used s of CPU");

preg_match_all($waits, $fleet->log(), $found, PREG_SET_ORDER);
foreach ($found as $n => [, $number, $unit, $deaths]) {
    check((int) $deaths === $n + 1, "death $deaths is the one after $n");
    $seconds = $unit === 's' ? $number : $number / 1000;
    $wanted = 0.1 * 2 ** $n;
    check($seconds >= 0.7 * $wanted && $seconds <= 1.3 * $wanted, "after death $deaths it waits $wanted s, give or take: $number $unit");
}
// Its death, the wait, its return.
$lines = substr_count($log = $fleet->log(), "\n");
check($lines <= 3 * substr_count($log, ' died: ') + 1, "a death makes three lines at most: $log");

$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'a stop is obeyed meanwhile');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
