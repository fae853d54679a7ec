<?php
/**
 * 200 workers killed at random
 *
 * Those that have done a job, so that no successor has to wait; the figure is from the kill to the pid of the next.
 */

require __DIR__ . '/fault.inc';

needs_namespace();
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 8, "hangupLoopMicrotime" => 500]))->run(function ($worker) {
    $worker->jobs === 1 && tell($worker->pid);
});
');
$first = $fleet->waitWorkers(8);
$fleet->awaitLog('/ started: /');
$killed = $times = [];
while (count($killed) < 200) {
    // Who has done a job and has not been killed; each successor becomes one of them.
    $victims = until(fn () => array_diff($fleet->told(), $killed), 'somebody to kill');
    $victim = (int) $victims[array_rand($victims)];
    $before = last_pid();
    posix_kill($victim, SIGKILL);
    $times[] = takes(fn () => last_pid() > $before, "a successor of $victim");
    $killed[] = $victim;
    $workers = $fleet->waitWorkers(8);
    check(!in_array($victim, $workers), "$victim is reaped");
}
$fleet->awaitTold('//', 208);
check(count(array_unique($fleet->told())) === 208, 'each of 200 successors has a pid of its own');
check(substr_count($fleet->log(), ' died: ') === 200 && !str_contains($fleet->log(), ' waiting: '), 'each death is told, and nobody had to wait');
await_one_pipe_each($fleet, 8);
$fleet->signal(SIGUSR2);
five_checks($fleet);
held('200 times replaced, median ' . at_most(median($times), 0.05) . ', longest ' . seconds(max($times)));
