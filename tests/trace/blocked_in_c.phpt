--TEST--
a worker that is blocked in C code is traced, with the function it called and the line of the call
--FILE--
<?php
require __DIR__ . '/traced.inc';

$jobs = [
    'sleeps' => [ASLEEP, 'job: sleeps()'],
    'reads' => ['reads: fgets()', 'job: reads()'],
    'waits' => ['waits: stream_select()', 'job: waits()'],
    'reads_by_method' => ['reads: SplFileObject->fgets()', 'job: reads_by_method()'],
    'writes_in_a_callback' => ['writes: fwrite()', 'prints: {closure}()', 'job: writes_in_a_callback()'],
    'prints' => ['prints', 'job: prints()'],
];
foreach ($jobs as $job => $newest) {
    $fleet = traced($job);
    stays($fleet, $newest);
    end_of($fleet);
}
echo "Done\n";
?>
--EXPECT--
Done
