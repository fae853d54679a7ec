--TEST--
start -d comes back when the workers are ready; the fleet has a session of its own and no terminal
--FILE--
<?php
require __DIR__ . '/daemon.inc';

$script = '<?php
    require getenv("IN_WORKER");
    register_shutdown_function(fn () => tell("shutdown " . getmypid()));
    class Kept { function __destruct() { tell("destructor " . getmypid()); } }
    $kept = new Kept;
    umask(%s);
    $manager = new Naruto\Manager(["startNum" => 2, "logFile" => "fleet.log", "pidFile" => "fleet.pid", %s]);
    $manager->onWorkerStart(function ($worker) { nap(0.2); tell("ready $worker->name"); });
    $manager->run(fn () => null);
    tell("after run");';

foreach (['' => ['start', '-d'], '"daemonize" => true' => []] as $setting => $args) {
    $fleet = start_daemon(sprintf($script, $setting === '' ? '0' : '077', $setting), ['args' => $args]);
    $ready = $fleet->told('/^ready/');
    check(count($ready) === 2, 'both were ready before it came back: ' . json_encode($ready));
    check(preg_match('/^start: worker runs as pid \d+, 2 workers ready after \d+ ms\n$/', $fleet->output()) === 1, "it says so: {$fleet->output()}");
    check($fleet->log() === '', "and nothing else: {$fleet->log()}");
    check($fleet->told('/^(shutdown|destructor|after)/') === [], 'what the script has made is the master\'s');
    $stat = explode(' ', substr(strrchr(file_get_contents("/proc/$fleet->pid/stat"), ')'), 2));
    [, $parent, , $session, $terminal] = $stat;
    check((int) $session !== posix_getsid(0) && (int) $session !== $fleet->pid, "session $session is its own, and it does not lead it");
    check((int) $terminal === 0, 'it has no terminal');
    check(!lives((int) $session), 'nobody is between it and the system');
    check(readlink("/proc/$fleet->pid/cwd") === $fleet->home, 'its working directory is where it was started');
    check(readlink("/proc/$fleet->pid/fd/0") === '/dev/null', 'there is no input');
    preg_match('/^Umask:\s*(\d+)$/m', file_get_contents("/proc/$fleet->pid/status"), $umask);
    check($umask[1] === ($setting === '' ? '0022' : '0077'), "the mask is at least 022: $umask[1]");
    check(file_get_contents("$fleet->home/fleet.pid") === "$fleet->pid\n", 'the pid is in the file');
    check($fleet->command('status')[0] === 0, 'it can be asked');

    $again = $fleet->again(['start', '-d']);
    check($again->wait() === 4, "a second start ends with 4: {$again->wait()}");
    check(preg_match("/^worker is already running, its master is pid $fleet->pid/", $again->log()) === 1, "it says who runs: {$again->log()}");
    check(file_get_contents("$fleet->home/fleet.pid") === "$fleet->pid\n", 'the pid is still in the file');

    [$status, $out] = $fleet->command('stop');
    check($status === 0, "stop ends with $status: $out");
    await_end($fleet);
    check(count($fleet->told('/^after run/')) === 1, 'what follows run() ran once');
    // Those of the second start are told, too: it has ended like a script.
    check(count($fleet->told("/^(shutdown|destructor) $fleet->pid$/")) === 2, 'shutdown functions and destructors are the master\'s');
    check(!file_exists("$fleet->home/fleet.pid"), 'the file is gone');
    check(str_contains(file_get_contents("$fleet->home/fleet.log"), ' ended: 2 workers left'), 'the log is in its file');
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
