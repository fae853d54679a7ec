--TEST--
a worker that spins in PHP code is traced, with the line of the loop, also if opcache has compiled it
--DESCRIPTION--
The engine notes no line in a loop that does nothing which could fail: the line is found by reading its code.
--FILE--
<?php
require __DIR__ . '/traced.inc';

$jobs = [
    'spins_at_once' => ['spins', 'job: spins_at_once()'],
    'spins_after_a_call' => ['spins', 'job: spins_after_a_call()'],
    'spins_in_a_branch' => ['spins', 'job: spins_in_a_branch()'],
    'spins_for_ever' => ['spins', 'job: spins_for_ever()'],
    'counts' => ['spins', 'job: counts()'],
    'spins_the_second_time' => ['spins', 'second: spins_the_second_time()', 'job: spins_the_second_time()'],
    'computes' => ['computes', 'job: computes()'],
];
foreach ([[], OPCACHE, JIT] as $ini) {
    foreach ($jobs as $job => $newest) {
        $fleet = traced($job, $ini);
        stays($fleet, $newest);
        end_of($fleet);
    }
}
echo "Done\n";
?>
--EXPECT--
Done
