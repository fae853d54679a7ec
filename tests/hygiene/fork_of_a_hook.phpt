--TEST--
a child that a hook of the master forks is no master: signals end it, and it keeps no other master away
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "name" => "hooked", "hangupLoopMicrotime" => 5000]);
$manager->onWorkerExit(function (Naruto\WorkerExit $exit) {
    if ($exit->signal === "SIGKILL" && !pcntl_fork()) {
        tell("child " . getmypid());
        time_nanosleep(100, 0);
        exit(0);
    }
});
$manager->run(function (Naruto\Worker $worker) {});
';
$fleet = Fleet::start($script);
$workers = $fleet->waitWorkers(2);
posix_kill($workers[0], SIGKILL);
$child = (int) substr($fleet->awaitTold('/^child/')[0], strlen('child '));
$status = fn (string $key) => preg_match("/^$key:\s+(\S+)/m", file_get_contents("/proc/$child/status"), $found) ? $found[1] : '';
$caught = fn (int $signal) => (hexdec(substr($status('SigCgt'), -8)) >> ($signal - 1)) & 1;
foreach ([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD] as $signal) {
    check(!$caught($signal), "signal $signal means what it means everywhere");
}
$fleet->waitWorkers(3);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(file_exists("/proc/$child"), 'the child goes on');

$again = $fleet->again();
$again->waitWorkers(2);
check(!str_contains($again->log(), 'waiting'), 'the next master waits for nobody');
posix_kill($child, SIGTERM);
$again->until(fn () => !file_exists("/proc/$child"), 'SIGTERM ends the child');
$again->signal(SIGUSR2);
check($again->wait() === 0, 'the next fleet ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
