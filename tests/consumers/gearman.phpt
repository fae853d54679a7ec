--TEST--
consumers of Gearman: whoever is killed, no job is lost, and only what was in hand is done twice
--EXTENSIONS--
gearman
naruto
--FILE--
<?php
require __DIR__ . '/gearman.inc';
consume(new Gearman());
echo "Done\n";
?>
--EXPECTF--
seed %d
Done
