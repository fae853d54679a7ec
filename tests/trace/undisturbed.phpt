--TEST--
a worker that sleeps is not woken by a hundred traces
--DESCRIPTION--
Any signal would end its sleep, and any stop would be a switch of its context.
--FILE--
<?php
require __DIR__ . '/traced.inc';

function switches(int $pid): array
{
    preg_match_all('/^\w+_ctxt_switches:\s*(\d+)/m', file_get_contents("/proc/$pid/status"), $found);
    return $found[1];
}

$fleet = traced('sleeps');
stays($fleet, [ASLEEP, 'job: sleeps()']);
[$pid] = $fleet->workers();
$before = switches($pid);
for ($round = 0; $round < 5; $round++) {
    ask($fleet);
}
check(switches($pid) === $before, 'it was not woken: ' . json_encode([$before, switches($pid)]));
stays($fleet, [ASLEEP, 'job: sleeps()']);
end_of($fleet);
echo "Done\n";
?>
--EXPECT--
Done
