--TEST--
a worker whose process was stopped (SIGSTOP) ends like any other, idle or at a job: it is continued together with the order
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 3600000000]);
$manager->onWorkerExit(fn ($exit) => tell("exit $exit"));
$manager->run(function ($worker) {
    tell("begin $worker->id");
    $worker->id === 1 && hold("end");
    tell("end $worker->id");
});
';
$ways = [
    'SIGTERM' => fn ($fleet) => $fleet->signal(SIGTERM),
    'SIGUSR2' => fn ($fleet) => $fleet->signal(SIGUSR2),
    'reload' => fn ($fleet) => $fleet->write($fleet->pid, "reload\n"),
    'scale' => fn ($fleet) => $fleet->write($fleet->pid, "scale 0\n"),
];
foreach ($ways as $way => $ask) {
    $fleet = Fleet::start($script);
    $fleet->awaitLog('/ started: /');
    $fleet->awaitTold('/^begin 1/');
    $fleet->awaitTold('/^end 2/');
    $workers = $fleet->waitNames(2);
    foreach ($workers as $pid) {
        posix_kill($pid, SIGSTOP);
        until(fn () => proc_stat($pid)['state'] === 'T', "$pid to stop");
    }
    // While they stand still.
    $fleet->open('end');
    nap(0.1);
    check($fleet->told('/^end/') === ['end 2'], "$way: they stand still");
    $ask($fleet);
    $told = $fleet->awaitTold('/^exit worker/', 2);
    check(count(preg_grep('/ left for a (stop|reload|scale), 1 job$/', $told)) === 2, "$way: they left: " . implode(', ', $told));
    check(count($fleet->told('/^end 1/')) >= 1, "$way: the job has come to its end");
    if ($fleet->running() && !str_starts_with($way, 'SIG')) {
        $fleet->signal(SIGUSR2);
    }
    check($fleet->wait() === 0, "$way: the fleet ends with 0");
    check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), "$way: nobody has died of it: " . $fleet->log());
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
