--TEST--
whoever blocks in idle() is gone at once: by a reload, by a signal of its own, by a stop, by the death of the master; no death of it is told
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 4, "logLevel" => "debug", "jobTimeout" => 100]);
$manager->onWorkerStop(fn () => tell("stop hook"));
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->cause " . json_encode([$exit->failed, $exit->jobs, $exit->busy]) . " $exit"));
$manager->run(function (Naruto\Worker $worker): void {
    $worker->running();
    tell("fetch $worker->name");
    // One that never comes back, whatever signal interrupts it.
    $worker->idle(fn () => doze());
});
');
$fleet->awaitTold('/^fetch/', 4);
$fleet->until(function () use ($fleet) {
    return substr_count($fleet->command('status', '--json')[1], '"state":"idle"') === 4
        || substr_count($fleet->command('status', '--json')[1], '"state": "idle"') === 4;
}, 'all to be shown as idle');
/** How long it takes until so many have gone. */
$time = function (string $cause, int $number, callable $ask) use ($fleet): float {
    $before = count($fleet->told('/^exit /'));
    $began = clock();
    $ask();
    $gone = array_slice($fleet->awaitTold('/^exit /', $before + $number), $before);
    $took = clock() - $began;
    foreach ($gone as $line) {
        check(preg_match("/^exit $cause \\[false,0,0(\\.0)?\\] worker#\\d \\(pid \\d+\\) left for a $cause, 0 jobs$/", $line) === 1, $line);
    }
    check($took < 2, "gone by $cause at once, not after $took s");
    return $took;
};
$time('reload', 4, fn () => $fleet->signal(SIGUSR1));
$fleet->awaitTold('/^fetch/', 8);
$time('reload', 1, fn () => posix_kill($fleet->waitNames(4)['worker#3'], SIGUSR1));
$fleet->awaitTold('/^fetch/', 9);
$time('stop', 1, fn () => posix_kill($fleet->waitNames(4)['worker#3'], SIGTERM));
$fleet->awaitTold('/^fetch/', 10);
$took = $time('stop', 4, fn () => $fleet->signal(SIGUSR2));
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!preg_match('/ (warning|error) /', $fleet->log()), "nobody has died of it: {$fleet->log()}");
check($fleet->told('/stop hook/') === [], 'no hook has run');

$orphans = $fleet->again();
$fleet->awaitTold('/^fetch/', 14);
$orphans->signal(SIGKILL);
$began = clock();
$orphans->wait();
$orphans->until(fn () => !$orphans->processes(), 'the orphans to leave');
check(clock() - $began < 2, 'they leave at once');
check($orphans->pipes() === ["naruto.pipe$orphans->pid"], 'and take their pipes along: ' . json_encode($orphans->pipes()));
$swept = $orphans->again();
$fleet->awaitTold('/^fetch/', 18);
$swept->signal(SIGTERM);
check($swept->wait() === 0, 'the next one ends with 0');
$swept->clean();
echo "Done\n";
?>
--EXPECT--
Done
