--TEST--
stopStream() can be read when it is time to leave, and stays so: by a stop, a reload, a signal, the pipe, its own wish, and the death of the master
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// An event loop that knows nothing of Naruto.
$script = '<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 2]))->run(function (Naruto\Worker $worker) {
    $stop = $worker->stopStream();
    tell("same: " . json_encode($worker->stopStream() === $stop) . " " . get_resource_type($stop));
    $wait = function (?int $seconds) use ($stop) {
        [$read, $none] = [[$stop], null];
        return stream_select($read, $none, $none, $seconds) === 1;
    };
    tell("quiet: " . json_encode($wait(0)));
    if (@unlink(HOME . "/gate-own-wish")) {
        $worker->stop();
    }
    tell("loop $worker->name $worker->pid");
    $wait(null);
    // Also after everybody has looked.
    $worker->stopping();
    $worker->wait(0);
    tell("end $worker->name " . json_encode([$worker->workerExitFlag, $wait(0), $wait(0)]));
});
';
$fleet = Fleet::start($script);
$lines = 0;
/** The next end of a worker, which must be a good one. */
$ends = function (string $what, int $number = 1) use ($fleet, &$lines): void {
    $lines += $number;
    $told = array_slice($fleet->awaitTold('/^end /', $lines), $lines - $number, $number);
    check(count(preg_grep('/\[true,true,true\]$/', $told)) === $number, "$what: " . implode(', ', $told));
};
$one = fn () => $fleet->waitNames(2)['worker#1'];
$fleet->awaitTold('/^loop /', 2);
check($fleet->told('/^same: true stream$/') && $fleet->told('/^quiet: false$/'), 'it is one stream, and quiet');
$fleet->signal(SIGUSR1);
$ends('a reload', 2);
$fleet->awaitTold('/^loop /', 4);
posix_kill($one(), SIGUSR1);
$ends('a signal of its own');
$fleet->awaitTold('/^loop /', 5);
$fleet->write($one(), "reload\n");
$ends('a word on its own pipe');
$fleet->awaitTold('/^loop /', 6);
$fleet->open('own-wish');
$fleet->write($fleet->pid, "reload worker#2\n");
$ends('a reload of one');
$ends('its own wish');
$fleet->awaitTold('/^loop /', 8);
$fleet->signal(SIGUSR2);
$ends('a stop', 2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$orphans = $fleet->again();
$orphans->until(fn () => count($fleet->told('/^loop /')) === 10, 'two more loops');
$orphans->signal(SIGKILL);
$ends('the death of the master', 2);
$orphans->wait();
$orphans->until(fn () => !$orphans->processes(), 'the orphans to leave');
$swept = $orphans->again();
$swept->awaitLog('/ started: /');
$swept->signal(SIGTERM);
check($swept->wait() === 0, 'the next one ends with 0');
$swept->clean();
echo "Done\n";
?>
--EXPECT--
Done
