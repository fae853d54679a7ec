<?php
/**
 * master stopped for longer than every timeout
 *
 * What was due while it did not run is not held against workers: what they have done meanwhile is looked at first.
 */

require __DIR__ . '/fault.inc';

const TIMEOUT = 0.4;

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 1000, "bootTimeout" => ' . TIMEOUT . ',
    "jobTimeout" => ' . TIMEOUT . ', "killGrace" => 0.1]);
$manager->onWorkerStart(function ($worker) {
    tell("boot $worker->pid");
    file_exists(HOME . "/second") && hold("boot");
});
$manager->run(function ($worker) {
    nap(0.02);
    tell("job $worker->pid");
});
');
$fleet->awaitTold('/^job/', 3);
$fleet->awaitLog('/ started: /');
$others = $fleet->waitWorkers(3);
$victim = array_shift($others);
$fleet->awaitTold("/^job $victim\$/");
touch("$fleet->home/second");
posix_kill($victim, SIGKILL);
$young = (int) substr($fleet->awaitTold('/^boot/', 4)[3], 5);

// One is at its start, two are at their jobs.
$stopped = clock();
$fleet->signal(SIGSTOP);
until(fn () => proc_stat($fleet->pid)['state'] === 'T', 'the master to stop');
$fleet->open('boot');
$fleet->awaitTold("/^job $young\$/");
nap(max(0, 3 * TIMEOUT - (clock() - $stopped)));
$fleet->signal(SIGCONT);
$lasted = clock() - $stopped;

// It has looked at everyone before it obeys this, and those it would have killed would be gone.
$fleet->write($fleet->pid, "scale 4\n");
$fleet->awaitLog('/ scale: worker from 3 to 4 /');
nap(TIMEOUT);
check(!array_diff([$young, ...$others], $fleet->workers()), 'all are there');
$fleet->signal(SIGUSR2);
$log = five_checks($fleet);
check(substr_count($log, ' died: ') === 1 && !str_contains($log, ' killed: '), "nobody was killed:\n$log");
held(sprintf('stopped for %.1f times the timeouts, nobody was killed', $lasted / TIMEOUT));
