<?php
/**
 * all workers killed at once
 *
 * One wake-up of the master may stand for all the deaths: signals of the same number become one.
 */

require __DIR__ . '/fault.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 32, "hangupLoopMicrotime" => 500]))->run(function ($worker) {
    $worker->jobs === 1 && tell($worker->pid);
});
');
$fleet->awaitTold('//', 32);
$fleet->awaitLog('/ started: /');
$workers = $fleet->waitWorkers(32);
$begun = clock();
foreach ($workers as $pid) {
    posix_kill($pid, SIGKILL);
}
$took = takes(fn () => count(array_diff($fleet->workers(), $workers)) === 32, '32 successors', $begun);
$fleet->awaitTold('//', 64);
check(substr_count($fleet->log(), ' died: ') === 32 && !str_contains($fleet->log(), ' waiting: '), 'each death is told, and nobody had to wait');
await_one_pipe_each($fleet, 32);
check(array_keys($fleet->waitNames(32)) === array_map(fn ($slot) => "worker#$slot", range(1, 32)), 'each slot is taken once');
$fleet->signal(SIGUSR2);
five_checks($fleet);
held('32 replaced in ' . at_most($took, 1));
