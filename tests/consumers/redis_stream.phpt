--TEST--
consumers of a Redis stream: whoever is killed, no job is lost, and only what was in hand is done twice
--EXTENSIONS--
igbinary
redis
naruto
--FILE--
<?php
require __DIR__ . '/redis.inc';
consume(new RedisStream());
echo "Done\n";
?>
--EXPECTF--
seed %d
Done
