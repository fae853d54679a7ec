--TEST--
an address that cannot be had is refused with the reason; a command of the script takes none
--FILE--
<?php
require __DIR__ . '/http.inc';

function refused(callable $do): string
{
    try {
        $do();
        return 'nothing';
    } catch (Throwable $error) {
        return get_class($error) . ": {$error->getMessage()}";
    }
}

$busy = stream_socket_server('tcp://127.0.0.1:0');
$taken = 'tcp://' . stream_socket_get_name($busy, false);
$place = getenv('TMPDIR') . '/sockets' . getmypid();
mkdir($place);
file_put_contents("$place/file", 'precious');
$cases = [
    [$taken, 1024, "Naruto\ProcessException: $taken cannot be listened at: Address already in use (EADDRINUSE)"],
    ['tcp://192.0.2.1:80', 1024, 'Naruto\ProcessException: tcp://192.0.2.1:80 cannot be listened at: Cannot assign requested address (EADDRNOTAVAIL)'],
    ["unix://$place/file", 1024, "Naruto\ProcessException: unix://$place/file cannot be listened at: Address already in use (EADDRINUSE)"],
    ["unix://$place/no/such", 1024, "Naruto\ProcessException: unix://$place/no/such cannot be listened at: No such file or directory (ENOENT)"],
    ['localhost:80', 1024, 'ValueError: Naruto\listen(): Argument #1 ($address) must be tcp://host:port or unix:///path, "localhost:80" given'],
    ['tcp://localhost:http', 1024, 'ValueError: Naruto\listen(): Argument #1 ($address) must be tcp://host:port or unix:///path, "tcp://localhost:http" given'],
    ['tcp://127.0.0.1:0', 0, 'ValueError: Naruto\listen(): Argument #2 ($backlog) must be from 1 to 2147483647, 0 given'],
];
foreach ($cases as [$address, $backlog, $wanted]) {
    $got = refused(fn () => Naruto\listen($address, $backlog));
    check($got === $wanted, "$address: $got");
}
check(file_get_contents("$place/file") === 'precious', 'a file is left alone');

// One that is stale is replaced, and the new one goes with this process.
$stale = stream_socket_server("unix://$place/stale");
fclose($stale);
check(file_exists("$place/stale"), 'there is a file that nobody listens at');
$server = Naruto\listen("unix://$place/stale");
check(is_resource($server) && stream_get_meta_data($server)['blocked'] === false, 'it does not block');
check(@stream_socket_client("unix://$place/stale") !== false, 'somebody listens');
check(refused(fn () => Naruto\listen("unix://$place/stale")) === 'nothing', 'twice is the same socket');
foreach (glob("$place/*") as $path) {
    unlink($path);
}
rmdir($place);

// In a fleet: neither in a worker nor in the master.
$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    function attempt() { try { Naruto\listen("tcp://127.0.0.1:0"); tell("it listens"); } catch (Naruto\ProcessException $error) { tell($error->getMessage()); } }
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->onWorkerStart(attempt(...));
    $manager->onWorkerExit(attempt(...));
    $manager->run(fn ($worker) => exit(0));');
$told = array_unique($fleet->awaitTold('/run/', 2));
check($told === ['Naruto\listen() comes before run(): all workers have the same socket'], 'it is too late: ' . json_encode($told));
$fleet->signal(SIGTERM);
$fleet->wait();
$fleet->clean();

// A fleet on a unix socket, at a fixed place: commands and a second start leave it alone, a restart gets it.
$home = getenv('TMPDIR');
$path = "$home/server" . getmypid() . '.sock';
$fleet = Fleet::start(server("unix://$path", '"name" => "served"'));
$workers = $fleet->waitWorkers(3);
$fleet->awaitLog('/ started: /');
check(is_int(ask("unix://$path")), 'it answers');
check($fleet->command('status')[0] === 0, 'it can be asked for its status');
$second = $fleet->again();
check($second->wait() === 4, "a second start says that it runs: {$second->wait()} {$second->output()}{$second->log()}");
check($fleet->workers() === $workers && is_int(ask("unix://$path")), 'it answers on');
$next = $fleet->again(['restart']);
check($fleet->wait() === 0, 'the first ends');
$next->awaitLog('/ started: /');
check(is_int($answer = ask("unix://$path")), "the next one answers: $answer");
// Whoever has taken its place keeps it.
unlink($path);
file_put_contents($path, 'precious');
$next->signal(SIGUSR2);
check($next->wait() === 0, 'it ends with 0');
check(file_get_contents($path) === 'precious', 'what is not its own stays');
unlink($path);
$next->clean();

// Another fleet with the same address: run() says what is in the way, once it is sure that it is not this fleet.
$fleet = Fleet::start(server());
$fleet->awaitLog('/ started: /');
$address = 'tcp://' . substr($fleet->awaitTold('/^at /')[0], 3);
$other = Fleet::start('<?php
    $server = Naruto\listen("' . $address . '");
    try { (new Naruto\Manager(["name" => "other"]))->run(fn () => null); } catch (Naruto\ProcessException $error) { echo $error->getMessage(); }');
$other->wait();
check($other->output() === "listen $address: Address already in use (EADDRINUSE)", "it is told: {$other->output()}");
check(is_int(ask($address)), 'the first works on');
$other->clean();
$fleet->signal(SIGUSR2);
$fleet->wait();
$fleet->clean();

// New code cannot have a socket that the fleet was not started with.
$fleet = Fleet::start(server());
$fleet->awaitLog('/ started: /');
file_put_contents($fleet->script, strtr(server(), [':0' => ':1']));
[$status, , $errors] = $fleet->command('reload');
check($status === 1 && str_contains($errors, 'the fleet was started without it; a restart is needed'), "it is refused: $errors");
$fleet->signal(SIGUSR2);
$fleet->wait();
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
