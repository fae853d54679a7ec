--TEST--
USR1, USR2 and TERM sent to one worker concern this one alone, and wait for its job
--DESCRIPTION--
An operator may kill <pid> a single worker: it leaves as if it were asked, with a successor, and no job is cut.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 3600000000]))->run(function ($worker) {
    tell("begin $worker->pid");
    if (file_exists(HOME . "/gate-busy")) {
        hold("end-$worker->pid");
    }
    tell("end $worker->pid");
});
');
$workers = $fleet->waitWorkers(3);
$fleet->awaitTold('/^end/', 3);

// Idle, in a pause of an hour: at once.
foreach ([SIGUSR1, SIGUSR2, SIGTERM] as $signal) {
    [$one, $second, $third] = $workers;
    $title = command_line($one);
    posix_kill($one, $signal);
    $fleet->until(fn () => !proc_stat($one), "the end of $one by signal $signal");
    $workers = $fleet->waitWorkers(3);
    check(in_array($second, $workers) && in_array($third, $workers), "signal $signal concerns nobody else");
    $new = max(array_diff($workers, [$second, $third]));
    $fleet->awaitTold("/^end $new/");
    check(command_line($new) === $title, 'the successor has the place');
    $workers = [$second, $third, $new];
}

// Busy: after the job.
touch("$fleet->home/gate-busy");
foreach ([SIGUSR1, SIGUSR2, SIGTERM] as $signal) {
    $old = array_shift($workers);
    posix_kill($old, SIGUSR1);
    $fleet->until(fn () => !proc_stat($old), "the end of $old");
    $busy = (int) substr(array_slice($fleet->awaitTold('/^begin/', count($fleet->told('/^end/')) + 1), -1)[0], 6);
    posix_kill($busy, $signal);
    posix_kill($busy, $signal);
    $fleet->open("end-$busy");
    $fleet->until(fn () => !proc_stat($busy), "the end of $busy after its job");
    check($fleet->told("/^end $busy/") !== [], "the job has ended in spite of signal $signal");
    $next = (int) substr(array_slice($fleet->awaitTold('/^begin/', count($fleet->told('/^end/')) + 1), -1)[0], 6);
    check($next !== $busy, 'its successor is at work');
    $fleet->open("end-$next");
    $fleet->awaitTold("/^end $next/");
}
check(!str_contains($fleet->log(), ' died: '), 'that was no death');
check(!str_contains($fleet->log(), ' reload: '), 'nor a reload of the fleet');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
