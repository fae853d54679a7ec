--TEST--
a test that waits in vain says for what, and leaves nothing
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(__DIR__ . '/../include/stand-in.inc');
$fleet->waitWorkers(3);
$fleet->awaitLog('/started/');
$fleet->awaitLog('/goodbye/', 0.1);
echo "Not reached\n";
?>
--EXPECTF--
waited %f s in vain: /goodbye/ in the log
--- pid %d, running
--- no output
--- errors and log
started: 3 workers
