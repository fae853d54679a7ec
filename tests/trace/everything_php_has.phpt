--TEST--
methods, closures, generators, fibers, included files and magic methods are named as PHP names them
--FILE--
<?php
require __DIR__ . '/traced.inc';

$jobs = [
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
    'is_in_a_destructor' => [ASLEEP, 'unset: Ship->__destruct()', 'job: is_in_a_destructor()'],
    'is_in_generators' => [
        ASLEEP,
        'middle: inner()',
        'outer: middle()',
        'foreach: outer()',
        'job: is_in_generators()',
    ],
    'is_in_a_fiber' => [
        ASLEEP,
        '[internal function]: {closure}()',
        'inner: Fiber->resume()',
        '[internal function]: {closure}()',
        'start: Fiber->start()',
        'job: is_in_a_fiber()',
    ],
    'is_in_a_finally' => [ASLEEP, 'job: is_in_a_finally()'],
];
foreach ([[], JIT] as $ini) {
    foreach ($jobs as $job => $newest) {
        $fleet = traced($job, $ini);
        stays($fleet, $newest);
        end_of($fleet);
    }
    $fleet = traced('is_in_files', $ini);
    $files = [
        str_replace('asleep', "second : eval()'d code(1)", ASLEEP),
        'second: eval()',
        "first: require_once('$fleet->home/second.php')",
        "include: include('$fleet->home/first.php')",
        'job: is_in_files()',
    ];
    stays($fleet, $files);
    end_of($fleet);
}
echo "Done\n";
?>
--EXPECT--
Done
