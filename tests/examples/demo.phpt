--TEST--
the demo shows what it promises, on one screen, and leaves nothing
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$demo = Fleet::start(__DIR__ . '/../../php/examples/demo.php');
check($demo->wait(40) === 0, 'the demo ends with 0');
check($demo->log() === '', "it has no complaint: {$demo->log()}");
$lines = explode("\n", rtrim($demo->output()));
check(count($lines) <= 24, 'one screen is enough, not ' . count($lines) . ' lines');
foreach ($lines as $line) {
    check(preg_match_all('/./u', $line) <= 80, "80 columns are enough for: $line");
    check(!str_contains($line, "\033"), 'there is no colour in a file');
}
check(preg_match_all('/^  ✓/m', $demo->output()) === 5, 'five things are proved');
foreach (glob("$demo->home/naruto-demo-*") as $left) {
    check(false, "nothing is left, but there is $left");
}
$demo->clean();
echo "Done\n";
?>
--EXPECT--
Done
