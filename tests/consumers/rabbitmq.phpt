--TEST--
consumers of RabbitMQ: whoever is killed, no job is lost, and only what was in hand is done twice
--EXTENSIONS--
amqp
naruto
--FILE--
<?php
require __DIR__ . '/rabbitmq.inc';
consume(new RabbitMq());
echo "Done\n";
?>
--EXPECTF--
seed %d
Done
