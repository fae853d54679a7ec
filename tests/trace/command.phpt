--TEST--
`trace` names the right function and line of a worker in sleep(), in an endless loop, in a blocking read, and in all kinds of calls
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/asked.inc';

$jobs = [
    'sleeps' => [ASLEEP, 'job: sleeps()'],
    'spins_at_once' => ['spins', 'job: spins_at_once()'],
    'spins_in_a_branch' => ['spins', 'job: spins_in_a_branch()'],
    'reads' => ['reads: fgets()', 'job: reads()'],
    'waits' => ['waits: stream_select()', 'job: waits()'],
    'is_in_methods' => [
        ASLEEP,
        'send: Ship->__destruct()',
        'sail: Ship->{closure}()',
        '[internal function]: Ship::{closure}()',
        'sail: array_map()',
        'send: Ship::sail()',
        'call: Ship->send()',
        'call static: Ship->__call()',
        'static: Ship::__callStatic()',
        'job: is_in_methods()',
    ],
    'is_in_generators' => [ASLEEP, 'middle: inner()', 'outer: middle()', 'foreach: outer()', 'job: is_in_generators()'],
];
foreach ($jobs as $job => $newest) {
    $fleet = Fleet::start(__DIR__ . '/jobs.inc', ['env' => ['JOB' => $job]]);
    $fleet->awaitLog('/ started: /');
    awaitCalls($fleet, $newest);
    [$pid] = $fleet->workers();
    [, $heads] = said($fleet);
    check(preg_match("/^worker#1 \(pid $pid\) busy for [\d.]+ m?s$/", $heads[0]) === 1, "its line says what it does: $heads[0]");
    end_of($fleet);
}

$fleet = Fleet::start(__DIR__ . '/jobs.inc', ['env' => ['JOB' => 'is_in_files']]);
$fleet->awaitLog('/ started: /');
awaitCalls($fleet, [
    str_replace('asleep', "second : eval()'d code(1)", ASLEEP),
    'second: eval()',
    "first: require_once('$fleet->home/second.php')",
    "include: include('$fleet->home/first.php')",
    'job: is_in_files()',
]);
end_of($fleet);
echo "Done\n";
?>
--EXPECT--
Done
