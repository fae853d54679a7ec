--TEST--
fork failing at the start is a clear exception, and no half-started fleet is left
--FILE--
<?php
require __DIR__ . '/fails_to_start.inc';

foreach ([1, 3, 4] as $n) {
    foreach (['EAGAIN' => 'Resource temporarily unavailable|Try again', 'ENOMEM' => 'Cannot allocate memory|Out of memory'] as $error => $text) {
        fails_to_start("?clone,?clone3,?fork:error=$error:when=$n", "the fleet did not start: fork worker#$n: ($text) \($error\); no worker is left");
    }
}
echo "done\n";
?>
--EXPECT--
done
