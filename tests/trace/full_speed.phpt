--TEST--
traces of workers that call at full speed are true, if shorter, and disturb no job
--DESCRIPTION--
More of them, with the figures in a file: NARUTO_TEST_TRACES=100000 NARUTO_TEST_FIGURES=/tmp/figures tests/run tests/trace/full_speed.phpt
--FILE--
<?php
require __DIR__ . '/traced.inc';

$number = (int) (getenv('NARUTO_TEST_TRACES') ?: 2000);
foreach ([[], JIT] as $ini) {
    $env = ['NARUTO_FAULT' => 'trace', 'TRACES' => (string) $number];
    $fleet = Fleet::start(__DIR__ . '/full_speed.inc', ['env' => $env, 'ini' => $ini]);
    $fleet->awaitTold('/^hot /', 2);
    $workers = $fleet->workers();
    $before = array_map(switches(...), $workers);
    $fleet->signal(SIGUSR1);
    [$told] = $fleet->awaitTold('/^traced /', 1, 20 + $number / 1000);
    // Workers wait for each other where they share the memory of the compiler.
    $waited = $ini === [] && array_map(switches(...), $workers) !== $before;
    check(!$waited, 'no worker has waited for anything');
    check($fleet->workers() === $workers, 'the workers are the same');

    [$problems, $ends, $depths, $took] = json_decode(substr($told, strlen('traced ')), true);
    check(array_sum($depths) + count($problems) >= $number, 'there were as many traces as asked for');
    check($problems === [], count($problems) . " cannot be:\n" . implode("\n", array_slice($problems, 0, 5)));
    check(($ends['whole'] ?? 0) > $number * 0.9, 'nearly all of them show something: ' . json_encode($ends));
    check(count($depths) >= 5, 'also what is deep in calls: ' . json_encode($depths));
    if ($file = getenv('NARUTO_TEST_FIGURES')) {
        $figures = sprintf("%d traces: %s µs (median, 99 %%, longest), %s\n", $number, json_encode($took), json_encode($ends));
        file_put_contents($file, $figures, FILE_APPEND);
    }

    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    check($fleet->told('/^wrong/') === [], 'each job had the right result');
    $done = array_sum(array_map(fn ($line) => (int) substr($line, strlen('done ')), $fleet->told('/^done /')));
    $counted = preg_match('/, no job was cut, ([\d ]+) jobs done$/m', $fleet->log(), $found) ? str_replace(' ', '', $found[1]) : 'none';
    check($counted === (string) $done, "all $done jobs are counted:\n" . $fleet->log());
    check(!preg_match('/ (died|left|killed): /', $fleet->log()), 'nobody has died');
    $fleet->clean();
}

/** How often a process has waited of its own. */
function switches(int $pid): string
{
    preg_match('/^voluntary_ctxt_switches:\s*(\d+)/m', file_get_contents("/proc/$pid/status"), $found);
    return $found[1];
}
echo "Done\n";
?>
--EXPECT--
Done
