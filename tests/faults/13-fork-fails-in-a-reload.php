<?php
/**
 * fork fails in a reload, then a stop
 *
 * The old ones have left and no new one can come: the fleet is empty, and still obeys.
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/cgroup.inc';

$cgroup = Cgroup::make('pids');
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 8]))->run(fn () => 0);
', ['under' => $cgroup->under()]);
$fleet->awaitLog('/ started: 8 workers /');
$fleet->waitWorkers(8);
$cgroup->limitPids(1);
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ warning master .* reload: 0 of 8 renewed in .*, generation 2$/m');
check($fleet->workers() === [], 'nobody is there');
check($fleet->pipes() === ["naruto.pipe$fleet->pid"], 'and no pipe but that of the master: ' . implode(' ', $fleet->pipes()));
$begun = clock();
$fleet->signal(SIGUSR2);
$took = takes(fn () => !$fleet->running(), 'the end', $begun);
$log = five_checks($fleet);
check(substr_count($log, ' was not forked: ') >= 8, "each failure is told:\n$log");
held('8 of 8 not forked; a stop then takes ' . at_most($took, 0.5));
