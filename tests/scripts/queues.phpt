--TEST--
consumers of Redis, RabbitMQ and Gearman as users write them: each job once through a reload, and idle ones stop at once
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/scripts.inc';

$fleet = start_script('redis-stream');
work_off($fleet, ['orders'], 60);
check(array_unique($fleet->told('/^consumer /')) !== [] && !preg_grep('/^consumer [^ ]+\.orders#[1-4]$/', $fleet->told('/^consumer /'), PREG_GREP_INVERT),
    'consumers are called after their slots');
stops_at_once($fleet);

$fleet = start_script('redis-list');
work_off($fleet, ['mail'], 60);
stops_at_once($fleet);

$fleet = start_script('rabbitmq');
// Number 7 hangs, and is rejected when its time is up.
work_off($fleet, ['rpc'], 60, [7]);
$fleet->awaitTold('/^rejected 7$/');
stops_at_once($fleet);

$fleet = start_script('gearman');
work_off($fleet, ['thumb', 'index'], 60);
stops_at_once($fleet);
echo "Done\n";
?>
--EXPECT--
Done
