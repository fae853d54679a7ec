--TEST--
a service manager hears of the start, of reloads that succeed and that do not, of the end, and signs of life in between
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

/** A fleet with a service manager that listens. The variables are set by the process that becomes php, as systemd does. */
final class Service
{
    public Fleet $fleet;
    private $socket;
    private static int $number = 0;

    public function __construct(string $code, string $variables)
    {
        $path = getenv('TMPDIR') . '/notify' . getmypid() . '-' . ++self::$number;
        $this->socket = stream_socket_server("udg://$path", $code_, $error, STREAM_SERVER_BIND);
        check($this->socket !== false, "there is a socket: $error");
        stream_set_blocking($this->socket, false);
        register_shutdown_function(fn () => @unlink($path));
        $this->fleet = Fleet::start($code, ['under' => ['sh', '-c', "export NOTIFY_SOCKET=$path $variables; exec \"\$@\"", 'sh']]);
    }

    /** @return array{string, float} the next message, and when it was seen, in seconds of the monotonic clock */
    public function next(string $what): array
    {
        $message = until(fn () => (string) @stream_socket_recvfrom($this->socket, 4096), $what);
        return [$message, clock()];
    }

    public function heard(): string
    {
        return (string) @stream_socket_recvfrom($this->socket, 4096);
    }
}

$script = '<?php
    $manager = new Naruto\Manager(["startNum" => 2]);
    $manager->run(function ($worker) {
        static $told = false;
        $told || Naruto\ProcessException::info(["msg" => ["sees " . json_encode(array_filter([getenv("NOTIFY_SOCKET"), getenv("WATCHDOG_USEC")]))]]);
        $told = true;
    });';
$service = new Service($script, '');
$fleet = $service->fleet;
[$message] = $service->next('the start');
check($message === "READY=1\nSTATUS=2 workers, generation 1", "it is ready: $message");
check(preg_match('/ ready: /', $fleet->log()) === 0 && count($fleet->waitNames(2)) === 2, 'with its workers');

foreach ([SIGHUP => 'generation 2', SIGUSR1 => 'generation 3'] as $signal => $generation) {
    // systemd takes only what is newer than its own request.
    $asked = (clock() * 1e6);
    $fleet->signal($signal);
    [$message] = $service->next('a reload');
    check(preg_match('/^RELOADING=1\nMONOTONIC_USEC=(\d+)\nSTATUS=2 workers, generation \d, reloading$/', $message, $found) === 1, "it reloads: $message");
    check($found[1] >= floor($asked) && $found[1] <= (clock() * 1e6), "the time is the monotonic clock's: $asked $found[1]");
    [$message] = $service->next('the end of the reload');
    check($message === "READY=1\nSTATUS=2 workers, $generation", "it is ready again: $message");
}
// Neither the process that the new workers came from nor they speak for the master.
$fleet->until(fn () => substr_count($fleet->log(), 'sees ') === 6, 'all workers to have looked');
check(substr_count($fleet->log(), 'sees []') === 6, 'no worker sees the socket');
foreach ($fleet->workers() as $pid) {
    check(!str_contains((string) file_get_contents("/proc/$pid/environ"), 'NOTIFY_SOCKET='), command_line($pid) . ' does not have it');
}

// One worker alone is not the service's reload.
[$status] = $fleet->command('reload', 'worker#1');
[$message] = $service->next('the news of that');
check($status === 0 && $message === 'STATUS=2 workers, generation 4', "a worker that is renewed is no reload: $message");

file_put_contents($fleet->script, '<?php no code');
$fleet->signal(SIGHUP);
[$message] = $service->next('a reload');
check(str_starts_with($message, "RELOADING=1\nMONOTONIC_USEC="), "it tries: $message");
[$message] = $service->next('the end of the reload');
check($message === "READY=1\nSTATUS=2 workers, generation 4; a reload was refused", "it goes on: $message");

$fleet->signal(SIGTTIN);
[$message] = $service->next('a change');
check($message === 'STATUS=3 workers, generation 4', "it has grown: $message");
$fleet->waitNames(3);

$fleet->signal(SIGQUIT);
[$message] = $service->next('the end');
check($message === "STOPPING=1\nSTATUS=waits for 3 workers to finish", "it stops: $message");
check($fleet->wait() === 0, 'it ends with 0');
check($service->heard() === '', 'there is nothing more to say');
$fleet->clean();

// Signs of life, twice as often as wanted.
$service = new Service('<?php (new Naruto\Manager(["startNum" => 1]))->run(fn () => null);', 'WATCHDOG_USEC=2000000 WATCHDOG_PID=$$');
$service->next('the start');
$before = null;
for ($ping = 0; $ping < 3; $ping++) {
    [$message, $at] = $service->next('a sign of life');
    check($message === 'WATCHDOG=1', "it lives: $message");
    check($before === null || ($at - $before > 0.5 && $at - $before < 2.0), 'in time: ' . ($at - $before));
    $before = $at;
}
// One that stands still gives none.
$service->fleet->signal(SIGSTOP);
$service->fleet->until(fn () => proc_stat($service->fleet->pid)['state'] === 'T', 'the master to stand still');
while ($service->heard() !== '') {
}
nap(2.1);
check($service->heard() === '', 'a master that stands still gives no sign of life');
$service->fleet->signal(SIGCONT);
[$message] = $service->next('a sign of life');
check($message === 'WATCHDOG=1', "it lives again: $message");
$service->fleet->signal(SIGTERM);
[$message] = $service->next('the end');
check(str_starts_with($message, 'STOPPING=1'), "it stops: $message");
$service->fleet->wait();
$service->fleet->clean();

// What was meant for another process is not for this one.
$service = new Service('<?php (new Naruto\Manager(["startNum" => 1]))->run(fn () => null);', 'WATCHDOG_USEC=200000 WATCHDOG_PID=1');
$service->next('the start');
nap(0.6);
check($service->heard() === '', 'another one is watched');
$service->fleet->signal(SIGTERM);
$service->fleet->wait();
$service->fleet->clean();

// Nobody is ready: neither is the service, until somebody is.
$service = new Service('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->onWorkerStart(fn () => file_exists(HOME . "/gate-start") ? null : exit(1));
    $manager->run(fn () => null);', '');
[$message] = $service->next('the failure');
check($message === 'STATUS=no worker is ready, they are tried again', "it says so: $message");
$service->fleet->open('start');
[$message] = $service->next('the start');
check(str_starts_with($message, "READY=1\n"), "then it is ready: $message");
$service->fleet->signal(SIGTERM);
$service->fleet->wait();
$service->fleet->clean();
echo "done\n";
?>
--EXPECT--
done
