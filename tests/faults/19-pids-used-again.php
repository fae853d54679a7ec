<?php
/**
 * pids of dead workers given to others
 *
 * To strangers, who must never get a signal of ours, and to other workers of the fleet, who must keep their pipes.
 */

require __DIR__ . '/fault.inc';

needs_namespace();
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 8, "hangupLoopMicrotime" => 1000, "terminateGrace" => 0.2]))->run(function ($worker) {
    $worker->jobs === 1 && tell($worker->pid);
    file_exists(HOME . "/gate-spin") && spin();
});
');
$fleet->awaitLog('/ started: 8 workers /');

/** Kills all of them at once while the master sees nothing, so that it reaps them in one go; the next pid follows $last. */
$kill_all = function (?int $last = null) use ($fleet): array {
    $workers = $fleet->waitWorkers(8);
    until(fn () => !array_diff($workers, $fleet->told()), 'a job of each');
    $fleet->signal(SIGSTOP);
    until(fn () => proc_stat($fleet->pid)['state'] === 'T', 'the master to stop');
    foreach ($workers as $pid) {
        posix_kill($pid, SIGKILL);
    }
    until(fn () => count($fleet->zombies()) === 8, 'the death of all');
    file_put_contents("$fleet->home/told", '');
    $last === null || set_last_pid($last);
    $fleet->signal(SIGCONT);
    until(fn () => count($fleet->workers()) === 8 && !$fleet->zombies(), 'eight successors');
    return $workers;
};

// Strangers get the pids of eight that are gone, while the fleet has other ones.
$gone = $kill_all();
$strangers = [];
foreach ($gone as $pid) {
    set_last_pid($pid - 1);
    $stranger = proc_open(['sleep', '1000'], [], $pipes);
    check(proc_get_status($stranger)['pid'] === $pid, "a stranger has pid $pid");
    $strangers[$pid] = $stranger;
}
set_last_pid(max(all_pids()));

// The fleet gets pids of its own again, in another order: each time the first one dead is not the first one free.
$rounds = 12;
$again = 0;
for ($round = 0; $round < $rounds; $round++) {
    $dead = $kill_all($fleet->workers()[1 + $round % 7] - 1);
    $workers = $fleet->waitWorkers(8);
    $again += count(array_intersect($dead, $workers));
    await_one_pipe_each($fleet, 8);
}
check($again >= $rounds, "pids are used again: $again");

// And whatever the fleet does now, no stranger hears of it.
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 8 of 8 renewed /');
$fleet->write($fleet->pid, "scale 6\n");
$fleet->awaitLog('/ scale: worker from 8 to 6 /');
$fleet->waitWorkers(6);
$fleet->open('spin');
until(fn () => count(preg_grep('/^R$/', children_of($fleet->pid))) > 0, 'somebody to be killed');
$fleet->signal(SIGTERM);
five_checks($fleet);
foreach ($strangers as $pid => $stranger) {
    check(proc_get_status($stranger)['running'], "stranger $pid has got no signal");
    proc_terminate($stranger, SIGKILL);
    proc_close($stranger);
}
held(count($strangers) . " strangers untouched; of " . 8 * $rounds . " successors $again have a dead one's pid");
