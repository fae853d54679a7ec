<?php
/**
 * master killed, workers idle
 *
 * The kernel closes the lifeline of whoever has died, so all who wait wake up at once and leave.
 */

require __DIR__ . '/fault.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 8, "hangupLoopMicrotime" => 3600000000]))->run(fn ($worker) => tell("job $worker->pid"));
');
$fleet->awaitTold('/^job/', 8);
$fleet->awaitLog('/ started: 8 workers /');
$workers = $fleet->waitWorkers(8);
$fleet->signal(SIGKILL);
$took = takes(fn () => !array_filter($workers, lives(...)), 'the end of all workers');
check($fleet->wait() === 128 + SIGKILL, 'the master is killed');
check($fleet->pipes() === ["naruto.pipe$fleet->pid"], 'the workers have taken their pipes along: ' . implode(' ', $fleet->pipes()));

$next = $fleet->again();
$next->awaitLog('/ started: 8 workers /');
check(!str_contains($next->log(), 'waiting'), 'the next start waits for nobody');
check(count($next->pipes()) === 9, 'it sweeps what the killed one could not: ' . implode(' ', $next->pipes()));
$next->signal(SIGUSR2);
five_checks($next);
held('gone after ' . at_most($took, 0.5));
