--TEST--
who is told to leave before its fetch leaves as by exit(): no fetch, no result, but its hooks; a fetch that exits or throws does so
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1]);
$manager->onWorkerStart(function (Naruto\Worker $worker) {
    try {
        $worker->idle(fn () => 1);
    } catch (Naruto\ProcessException $exception) {
        tell($exception->getMessage());
    }
});
$manager->onWorkerStop(fn () => tell("stop hook"));
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->cause $exit->status " . json_encode([$exit->failed, $exit->busy])));
$manager->run(function (Naruto\Worker $worker): void {
    register_shutdown_function(fn () => tell("shutdown function"));
    $worker->running();
    if (@unlink(HOME . "/gate-exit")) {
        $worker->idle(fn () => exit(3));
    }
    if (@unlink(HOME . "/gate-throw")) {
        $worker->idle(fn () => throw new LogicException("no queue"));
    }
    tell("told to leave");
    hold("go on");
    unlink(HOME . "/gate-go on");
    // The word may still be on its way.
    while (!$worker->stopping()) {
        nap(0.001);
    }
    $worker->idle(fn () => tell("a fetch"));
    tell("a result");
});
');
$fleet->awaitTold('/^told to leave/');
$fleet->open('exit');
$fleet->signal(SIGUSR1);
$fleet->open('go on');
$fleet->awaitTold('/^exit exit 3/');
$fleet->awaitTold('/^told to leave/', 2);
// What the master says is not in one order with what the successor says.
echo implode("\n", [...$fleet->told('/^(?!exit )/'), ...$fleet->told('/^exit /')]), "\n";
$fleet->open('throw');
$fleet->signal(SIGUSR1);
$fleet->open('go on');
$fleet->awaitTold('/^exit exception/');
$line = $fleet->awaitLog('/ died: (LogicException: no queue in .*?)⏎/');
check(!str_contains($line[1], 'in a job'), "there was no job: $line[1]");
$fleet->awaitTold('/^told to leave/', 3);
$fleet->signal(SIGUSR2);
$fleet->open('go on');
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
?>
--EXPECT--
idle() fetches a job, and there is none at the start and at the end of a worker
told to leave
stop hook
shutdown function
idle() fetches a job, and there is none at the start and at the end of a worker
stop hook
shutdown function
idle() fetches a job, and there is none at the start and at the end of a worker
told to leave
exit reload 0 [false,0]
exit exit 3 [true,0]
