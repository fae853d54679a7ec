--TEST--
50 MB that were frozen before the fork and are read by all of 64 workers are there once
--DESCRIPTION--
Without freeze() they are there 65 times: 3361 MB, measured with a master in PHP that forks by pcntl.
--INI--
memory_limit=-1
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'CODE'
    <?php
    require getenv('IN_WORKER');
    ini_set('memory_limit', -1);
    $texts = [];
    for ($i = 0; $i < 50 * 1048576 / 128; $i++) {
        $texts[] = str_pad((string) $i, 96, 'x');
    }
    $texts = Naruto\freeze($texts);
    (new Naruto\Manager(['startNum' => 64]))->run(function (Naruto\Worker $worker) use ($texts) {
        gc_collect_cycles();
        $length = 0;
        foreach ($texts as $text) {
            $length += strlen($text);
        }
        tell("read $length");
        hold('end');
    });
    CODE);
check(array_unique($fleet->awaitTold('/^read /', 64, 60)) === ['read ' . 96 * 50 * 8192], 'all of them have read all');

/** In MB, of the master and its workers. */
function sum(string $what, array $pids): float
{
    $kilobytes = array_map(function (int $pid) use ($what) {
        preg_match("/^$what: +(\d+) kB$/m", file_get_contents("/proc/$pid/smaps_rollup"), $found);
        return (int) $found[1];
    }, $pids);
    return array_sum($kilobytes) / 1024;
}

$pids = [$fleet->pid, ...$fleet->waitWorkers(64)];
$pss = sum('Pss', $pids);
check($pss < 120, "all of them together take less than 120 MB, not $pss");
check($pss > 45, "and the data is there: $pss MB");
$dirty = sum('Private_Dirty', array_slice($pids, 1)) / 64;
check($dirty < 2, "a worker has less than 2 MB of its own, not $dirty");
$fleet->signal(SIGUSR2);
$fleet->open('end');
check($fleet->wait(30) === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
