--TEST--
a worker does not have its master's connections; listening sockets, pairs, datagrams, standard streams and what keep lists it has
--EXTENSIONS--
sockets
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// Standard error is a connection, as under a service manager; whatever is written there is the log.
$log = stream_socket_server('unix://' . getenv('TMPDIR') . '/log.sock');
$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    $path = HOME . "/server.sock";
    $server = stream_socket_server("unix://$path");
    $listening = stream_socket_server("unix://$path.2");
    $heard = stream_socket_server("udp://127.0.0.1:0", flags: STREAM_SERVER_BIND);
    $tcp = stream_socket_server("tcp://127.0.0.1:0");
    $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $open = [
        "tcp" => stream_socket_client("tcp://" . stream_socket_get_name($tcp, false)),
        "unix" => stream_socket_client("unix://$path"),
        "kept" => stream_socket_client("unix://$path"),
        "pair" => $pair[0],
        "datagram" => stream_socket_client("udp://" . stream_socket_get_name($heard, false)),
        "stderr" => STDERR,
    ];
    $open["accepted"] = stream_socket_accept($server);
    $backwards = stream_socket_accept($tcp);
    $second = socket_create(AF_UNIX, SOCK_STREAM, 0);
    socket_connect($second, $path);
    $bound = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    socket_bind($bound, "127.0.0.1");

    $later = null;
    $manager = new Naruto\Manager(["startNum" => 1, "keep" => [$open["kept"]], "commands" => false]);
    $manager->onWorkerExit(function () use (&$later, $path) {
        $later = stream_socket_client("unix://$path");
        fwrite($later, "of the hook\n") === 12 || tell("the hook cannot write");
    });
    $manager->onMessage(function () use (&$later) { tell("master " . fwrite($later, "still\n")); });
    $manager->run(function (Naruto\Worker $worker) use (&$open, &$later, $second, $bound, $listening, $backwards) {
        static $job = 0;
        if ($job++) { return; }
        foreach ($open as $name => $stream) {
            tell("$name " . (@fwrite($stream, "x\n") === 2 ? "works" : "dead"));
        }
        tell("backwards " . (@fwrite($backwards, "x\n") === 2 ? "works" : "dead"));
        tell("listening " . (is_resource($client = stream_socket_client("unix://" . HOME . "/server.sock.2")) && stream_socket_accept($listening, 5) ? "works" : "dead"));
        tell("sockets " . (@socket_write($second, "x") === 1 ? "works" : "dead"));
        tell("bound " . (socket_listen($bound) ? "works" : "dead"));
        if ($later) { tell("later " . (@fwrite($later, "x\n") === 2 ? "works" : "dead")); $worker->send("use"); }
        tell("job $worker->pid");
    });
', ['under' => ['perl', '-MSocket', '-e', 'socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un(shift)) or die; open(STDERR, ">&S"); exec @ARGV', getenv('TMPDIR') . '/log.sock']]);
$log = stream_socket_accept($log, 10);

$fleet->awaitTold('/^job/');
$said = $fleet->told('/^(?!job)/');
echo implode("\n", $said), "\n";
// The hook runs after the fork of the second one, whose successor is the first to find what it has opened.
foreach ([2, 3] as $number) {
    $fleet->signal(SIGUSR1);
    $fleet->awaitTold('/^job/', $number);
}
$fleet->awaitTold('/^master/');
$all = $fleet->told('/^(?!job)/');
check(array_slice($all, count($said), 2 * count($said)) === [...$said, ...$said], 'those that follow have the same');
echo implode("\n", array_slice($all, 3 * count($said))), "\n";
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$log = stream_get_contents($log);
check(preg_match('/ log: open before run\(\), .*dead in workers: (.*); connect in/', $log, $found) === 1, "the log tells what was open:\n$log");
echo strtr(preg_replace('/127.0.0.1:\d+/', '127.0.0.1', $found[1] ?? ''), [$fleet->home => '.', ', ' => "\n"]), "\n";
unlink(getenv('TMPDIR') . '/log.sock');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
tcp dead
unix dead
kept works
pair works
datagram works
stderr works
accepted dead
backwards dead
listening works
sockets dead
bound works
later dead
master 6
stream to 127.0.0.1
stream to ./server.sock
stream to a client of ./server.sock
stream to 127.0.0.1
Socket to ./server.sock
done
