--TEST--
whatever PHP does to frozen data gives what it gives with plain data, and leaves the frozen data as it is
--FILE--
<?php
require __DIR__ . '/operations.inc';

echo compare_all(1) === count(operations()) ? "Done\n" : "not all was done\n";
?>
--EXPECT--
Done
