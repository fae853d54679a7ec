<?php
/**
 * master killed before a child is armed
 *
 * Between its fork and prctl(2) nothing tells a child that its parent dies; it has to look when it is armed.
 */

require __DIR__ . '/fault.inc';

const DELAY = 0.3;

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 3600000000]);
$manager->onWorkerStart(fn () => tell("armed"));
$manager->run(fn () => tell("job"));
', ['under' => [
    'strace', '-f', '-qq', '-o', 'trace', '-e', 'trace=prctl', '-e', 'inject=prctl:delay_enter=' . DELAY * 1e6,
]]);
// Above the master is strace, whose end is that of the last process it traces.
$fleet->pid = until(fn () => (int) implode(array_map(file_get_contents(...), glob("$fleet->home/run/*/lock"))), 'the master in its lock');
$workers = $fleet->waitWorkers(4);
$killed = clock();
$fleet->signal(SIGKILL);
check(!$fleet->told(), 'no worker was armed when its master was killed: ' . implode(', ', $fleet->told()));
$took = takes(fn () => !array_filter($workers, lives(...)), 'the end of all workers', $killed);
[$before, $after] = explode('killed by SIGKILL', file_get_contents("$fleet->home/trace"));
check(!str_contains($before, '= 0 (DELAYED)'), "none had been armed before:\n$before");
check(substr_count($after, '= 0 (DELAYED)') === 4, "all were armed after:\n$after");
check($fleet->told('/job/') === [], 'none has begun a job');
check($fleet->wait() === 128 + SIGKILL, 'the master is killed');

$next = $fleet->again();
$next->awaitLog('/ started: 4 workers /');
check(count($next->pipes()) === 5, 'the next start sweeps: ' . implode(' ', $next->pipes()));
$next->signal(SIGUSR2);
five_checks($next);
held('gone ' . at_most($took - DELAY, 0.5) . ' after they were armed');
