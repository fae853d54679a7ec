--TEST--
whatever lies at the address of the engine and behind it, reading it harms nobody
--DESCRIPTION--
Memory of numbers that look like addresses, most of them of this memory: what is found behind them can be anything.
More of it: NARUTO_TEST_TRACES=200000 tests/run tests/trace/garbage.phpt
--FILE--
<?php
require __DIR__ . '/traced.inc';

$fleet = Fleet::start(__DIR__ . '/garbage.inc', ['env' => ['NARUTO_FAULT' => 'trace']]);
check($fleet->wait(60) === 0, 'nothing has crashed: ' . $fleet->log());
$said = json_decode($fleet->output(), true);
check(array_keys($said) === ['refused', 'lost', 'traced', 'took'] && min($said) > 0, 'all of it was met: ' . $fleet->output());
check($fleet->log() === '', 'PHP has nothing to say');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
