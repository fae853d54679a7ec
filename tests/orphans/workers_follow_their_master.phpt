--TEST--
when the master is killed idle workers leave at once, and busy ones within orphanGrace, whatever they do
--DESCRIPTION--
No orphan works on under nobody's command: not in a sleep, not in a loop that looks at nothing, and not with signal
handlers of its own for TERM and ALRM.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$handlers = '
foreach ([SIGTERM, SIGALRM, SIGHUP, SIGINT] as $signal) {
    pcntl_signal($signal, fn ($signal) => tell("handler $signal"));
}
';
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 6, "orphanGrace" => 1, "hangupLoopMicrotime" => 3600000000]))->run(function ($worker) {
    if ($worker->id === 4 || $worker->id === 5) {
        pcntl_async_signals(true);
        ' . $handlers . '
        pcntl_alarm(1);
    }
    tell("begin $worker->id $worker->pid");
    switch ($worker->id) {
        case 2: case 4: doze();
        case 3: case 5: spin();
        case 6: nap(0.3); tell("end 6");
    }
});
');
$workers = [];
foreach ($fleet->awaitTold('/^begin/', 6) as $line) {
    [, $slot, $pid] = explode(' ', $line);
    $workers[$slot] = (int) $pid;
}
$fleet->awaitLog('/started: /');
$killed = clock();
$fleet->signal(SIGKILL);
check($fleet->wait() === 128 + SIGKILL, 'the master is killed');
$fleet->until(fn () => !lives($workers[1]), 'the idle one leaves', 0.8);
foreach ([2, 3, 4, 5] as $slot) {
    check(lives($workers[$slot]), "worker $slot still has its grace");
}
$fleet->until(fn () => !lives($workers[6]), 'who ends its job in time leaves after it', 5);
check($fleet->told('/^end/') === ['end 6'], 'its job is done');
foreach ([2, 3, 4, 5] as $slot) {
    $fleet->until(fn () => !lives($workers[$slot]), "worker $slot is gone", 8);
}
$took = clock() - $killed;
check($took > 0.9, "they had their grace, not $took s");
check(!$fleet->told('/^handler (15|1|2)$/'), 'none of their handlers was used for it: ' . implode(', ', $fleet->told('/handler/')));

// What nobody could remove is for the next start.
$next = $fleet->again();
$next->awaitLog('/started: 6 workers/');
$pipes = array_map(fn ($pid) => "naruto.pipe$pid", [$next->pid, ...$next->waitWorkers(6)]);
check(!array_diff($next->pipes(), $pipes) && count($next->pipes()) === 7, 'what was left is swept');
$next->signal(SIGTERM);
$next->awaitLog('/terminate: asked/');
$next->signal(SIGTERM);
check($next->wait() === 0, 'it ends with 0');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
