--TEST--
PDO, Redis, a stream and TLS opened before run(): a hundred workers come and go, and no byte of theirs reaches the servers
--DESCRIPTION--
Workers use what they have inherited, let go of it, or just leave with it. Every byte that goes from the master to a server
passes a proxy that keeps it.
--EXTENSIONS--
pdo
pdo_pgsql
igbinary
redis
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';
require __DIR__ . '/proxy_of.inc';

$redis = redis_server();
$postgres = postgres_server();
$echo = script_server('echo_server.inc', loopback() . ':4433');
$proxies = [
    'redis' => Proxy::to("unix://$redis->address", 'redis.sock'),
    'postgres' => Proxy::to("unix://$postgres->address", '.s.PGSQL.5432'),
    'stream' => Proxy::to("unix://$redis->address", 'stream.sock'),
    'tls' => Proxy::to("tcp://$echo->address", loopback() . ':4434'),
];
$starting = strlen($postgres->errors());
$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    [$redisPath, $postgresPath, $streamAddress, $tlsAddress] = array_slice($argv, 1);
    function line($stream): string { return trim((string) fgets($stream)); }

    $pdo = new PDO("pgsql:host=" . dirname(substr($postgresPath, 7)) . ";user=test;dbname=postgres");
    $pdo->exec("CREATE TEMPORARY TABLE jobs (id int)");
    $insert = $pdo->prepare("INSERT INTO jobs VALUES (?)");
    $insert->execute([1]);
    $pdo->beginTransaction();
    $insert->execute([2]);
    $redis = new Redis();
    $redis->connect(substr($redisPath, 7));
    $redis->set("counter", 41);
    $stream = stream_socket_client($streamAddress);
    fwrite($stream, "PING\r\n"); line($stream);
    $tls = stream_socket_client($tlsAddress);
    stream_context_set_option($tls, ["ssl" => ["verify_peer" => false, "verify_peer_name" => false]]);
    stream_socket_enable_crypto($tls, true, STREAM_CRYPTO_METHOD_TLS_CLIENT) || tell("no TLS");
    fwrite($tls, "hello\n"); line($tls) === "hello" || tell("no echo");

    $gone = 0;
    $manager = new Naruto\Manager(["startNum" => 4, "minUptime" => 0, "hangupLoopMicrotime" => 0, "commands" => false]);
    $manager->onWorkerExit(function () use (&$gone, &$pdo, &$insert, &$redis, &$stream, &$tls, $manager) {
        if (++$gone !== 100) { return; }
        hold("use");
        $insert->execute([3]);
        $pdo->commit();
        tell("master sum " . $pdo->query("SELECT sum(id) FROM jobs")->fetchColumn());
        tell("master counter " . $redis->incr("counter"));
        fwrite($stream, "PING\r\n");
        tell("master stream " . line($stream));
        fwrite($tls, "still\n");
        tell("master tls " . line($tls));
        $manager->stop();
    });
    $manager->run(function (Naruto\Worker $worker) use (&$pdo, &$insert, &$redis, &$stream, &$tls) {
        if ($worker->pid % 3 === 0) {
            // Just leaves; what it has inherited is released at its end.
        } elseif ($worker->pid % 3 === 1) {
            $insert = $pdo = $redis = $stream = $tls = null;
            gc_collect_cycles();
        } else {
            try { $insert->execute([99]); tell("worker has inserted"); } catch (PDOException $error) { tell("pdo " . strtr($error->getMessage(), "\n", " ")); }
            try { $pdo->query("SELECT 1"); tell("worker has asked"); } catch (PDOException $error) { tell("pdo " . strtr($error->getMessage(), "\n", " ")); }
            try { $redis->set("worker", $worker->pid); tell("redis of its own"); } catch (RedisException $error) { tell("redis " . $error->getMessage()); }
            tell("stream " . var_export(@fwrite($stream, "STRAY\r\n"), true) . " " . var_export(fgets($stream), true) . " " . var_export(feof($stream), true));
            tell("tls " . var_export(@fwrite($tls, "stray\n"), true) . " " . var_export(@fgets($tls), true));
            fclose($tls);
        }
        tell("left $worker->pid");
        exit(0);
    });
    tell("master end");
', ['args' => array_map(fn (Proxy $proxy) => $proxy->address(), array_values($proxies)), 'ini' => ['display_errors' => 'stderr']]);

$fleet->awaitLog('/ started: 4 workers /');
$before = array_map(fn (Proxy $proxy) => $proxy->sent(0), $proxies);
$left = $fleet->awaitTold('/^left/', 100, 60);
check(count(array_unique($left)) === count($left), 'each job had a worker of its own');
foreach ($proxies as $name => $proxy) {
    check($proxy->sent(0) === $before[$name], "$name: the server has heard nothing since the start, but: " . substr($proxy->sent(0), strlen($before[$name])));
    check(!$proxy->ended(0), "$name: the session is not ended");
}
$fleet->open('use');
check($fleet->wait() === 0, 'the fleet ends with 0');
check($fleet->told('/^master/') === ['master sum 6', 'master counter 42', 'master stream +PONG', 'master tls still', 'master end'], 'the master works on: ' . implode(', ', $fleet->told('/^master/')));

// What a worker got that used them.
foreach (['pdo', 'redis', 'stream', 'tls'] as $kind) {
    $answers = array_count_values($fleet->told("/^$kind /"));
    echo implode("\n", array_keys($answers)), "\n";
}
check($fleet->told('/^worker/') === [], 'no statement of a worker was carried out');
check(preg_match('/ warning master .* log: open before run\(\), .*: (.*); connect in onWorkerStart/', $fleet->log(), $found) === 1, "a start tells what was open:\n" . $fleet->log());
foreach ($proxies as $name => $proxy) {
    $found[1] = str_replace(preg_replace('~^\w+://~', '', $proxy->address()), "[$name]", $found[1]);
}
echo $found[1], "\n";
check(substr_count($fleet->log(), ' log: ') === 1, "it does so once:\n" . $fleet->log());
$fleet->clean();

// The extension of Redis finds its connection closed, and makes one of the worker's own.
check($proxies['redis']->clients() > 1, 'redis: workers were further clients');
foreach (['postgres' => 1, 'stream' => 1, 'tls' => 1] as $name => $clients) {
    check($proxies[$name]->clients() === $clients, "$name: one client, not {$proxies[$name]->clients()}");
}
foreach ($proxies as $name => $proxy) {
    // What the master said last, and its end, have passed; a server that never hears of it would complain.
    until(fn () => $proxy->ended(0), "$name: the end of the master's session");
    $proxy->stop();
}
$said = substr($postgres->errors(), $starting);
check(!preg_match('/^.*(FATAL|ERROR|unexpected|invalid|reset).*$/m', $said, $found), 'the server has nothing to complain about: ' . ($found[0] ?? ''));
check(substr_count($said, 'connection authorized') === 1, 'it had one client');
$errors = (string) @file_get_contents("$echo->home/errors");
check($errors === '', "neither has that of TLS: $errors");
$echo->stop();
$postgres->stop(SIGINT);
$redis->stop();
echo "done\n";
?>
--EXPECT--
pdo SQLSTATE[HY000]: General error: 7 server closed the connection unexpectedly 	This probably means the server terminated abnormally 	before or while processing the request.
pdo SQLSTATE[HY000]: General error: 7 no connection to the server
redis of its own
stream false false true
tls 0 false
PDO to [postgres], Redis to [redis], stream to [stream], stream to [tls]
done
