<?php
/**
 * programs of the script end while the fleet runs
 *
 * Started before run(), asked after it: their statuses are theirs, however many workers were reaped meanwhile.
 */

require __DIR__ . '/fault.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$programs = [];
foreach ([7, 0, 255] as $status) {
    $programs[$status] = proc_open(["sh", "-c", "until [ -e gate-$status ]; do :; done; exit $status"], [], $pipes, HOME);
    tell("program " . proc_get_status($programs[$status])["pid"]);
}
$forked = pcntl_fork();
if ($forked === 0) {
    require_once getenv("IN_WORKER");
    hold("forked");
    exit(9);
}
tell("program $forked");
$result = (new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    $worker->jobs === 1 && tell("job $worker->pid");
});
foreach ($programs as $status => $program) {
    tell("status " . proc_close($program));
}
pcntl_waitpid($forked, $status);
tell("status " . pcntl_wexitstatus($status));
exit($result);
');
$programs = array_map(fn ($line) => (int) substr($line, 8), $fleet->awaitTold('/^program/', 4));
$fleet->awaitLog('/ started: 4 workers /');
$workers = fn () => array_values(array_diff($fleet->workers(), $programs));

// Each ends, becomes a zombie that waits to be asked, and does not hide the dead of the fleet behind it.
$slowest = 0.0;
foreach (['7', '0', '255', 'forked'] as $number => $gate) {
    $fleet->open($gate);
    until(fn () => count($fleet->zombies()) === $number + 1, "program $gate has ended and waits to be asked");
    $victims = until(fn () => array_intersect($workers(), array_map(fn ($line) => (int) substr($line, 4), $fleet->told('/^job/'))), 'somebody to kill');
    $victim = end($victims);
    posix_kill($victim, SIGKILL);
    $begun = clock();
    $fleet->awaitLog("/ died: \\S+ \\(pid $victim\\) by SIGKILL/");
    $slowest = max($slowest, takes(fn () => count($workers()) === 4 && !in_array($victim, $workers()), "a successor of $victim", $begun));
}
until(fn () => $fleet->zombies() === $programs, 'only the programs are left to be reaped: ' . implode(' ', $fleet->zombies()));
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 4 of 4 renewed /');
$fleet->signal(SIGUSR2);
$fleet->wait();
check($fleet->told('/^status/') === ['status 7', 'status 0', 'status 255', 'status 9'], 'all tell their status: ' . implode(', ', $fleet->told('/^status/')));
five_checks($fleet);
held('4 statuses kept; behind 4 zombies a worker is replaced in ' . at_most($slowest, 0.5));
