--TEST--
a real server is there as long as its test needs it, for scripts that load an extension of their own
--EXTENSIONS--
igbinary
redis
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';
require __DIR__ . '/../include/server.inc';

$server = redis_server();
$redis = new Redis();
check($redis->connect($server->address), 'it is there');
$fleet = Fleet::start('<?php
(new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 0]))->run(function (Naruto\Worker $worker) {
    $redis = new Redis();
    $redis->connect(getenv("REDIS"));
    $redis->incr("jobs");
    $worker->wait(INF);
});
', ['env' => ['REDIS' => $server->address]]);
$fleet->until(fn () => $redis->get('jobs') > 0, 'a job');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();

$server->stop();
check(!file_exists($server->address), 'nothing is left of it');

// Any port of this address is free.
check(line_from('tcp://' . loopback() . ':6379', 'PING') === null, 'nobody is there');
$other = Server::start(
    ['redis-server', '--port', '6379', '--bind', loopback(), '--save', ''],
    loopback() . ':6379',
    fn (string $address) => line_from("tcp://$address", 'PING') === '+PONG',
);
$other->stop();
echo "Done\n";
?>
--EXPECT--
Done
