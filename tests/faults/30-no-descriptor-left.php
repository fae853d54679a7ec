<?php
/**
 * no descriptor left in the master
 *
 * With one to spare it replaces any number of workers; with none it works on, and heals when there are some again.
 */

require __DIR__ . '/fault.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 8, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    $worker->jobs === 1 && tell($worker->pid);
});
');
$fleet->awaitTold('//', 8);
$fleet->awaitLog('/ started: /');
$open = fn () => array_map(intval(...), array_values(array_diff(scandir("/proc/$fleet->pid/fd"), ['.', '..'])));
// What is open stays open below any limit; the limit is for new numbers.
$spare = function (int $number) use ($fleet, $open): void {
    $free = array_values(array_diff(range(0, max($open()) + 2), $open()));
    sort($free);
    $limit = $free[$number];
    exec("prlimit --pid $fleet->pid --nofile=$limit:", $output, $status);
    check($status === 0, "$number descriptors to spare is a limit of $limit");
};
$limit = trim(shell_exec("prlimit --pid $fleet->pid --nofile --noheadings --output SOFT"));
$kill = function (int $number) use ($fleet): void {
    foreach (array_slice($fleet->waitWorkers(8), 0, $number) as $pid) {
        posix_kill($pid, SIGKILL);
    }
};

$before = $open();
$spare(1);
$kill(8);
$fleet->awaitTold('//', 16);
check(!str_contains($fleet->log(), ' waiting: '), "one to spare is enough for 8 successors:\n{$fleet->log()}");
until(fn () => $open() === $before, 'as many descriptors as before: ' . implode(' ', $open()));

$spare(0);
$kill(1);
$fleet->awaitLog('/ error   master .* waiting: worker#\d was not forked: (Too many open files|No file descriptors available); next try in (9\d|1[01]\d) ms$/m');
$fleet->write($fleet->pid, "reload nobody\n");
$fleet->awaitLog('/ refused: asked by the pipe: there is no nobody$/m', 1);
check(count($fleet->workers()) === 7, 'the others are at work');
exec("prlimit --pid $fleet->pid --nofile=$limit:");
$took = takes(fn () => count($fleet->workers()) === 8, 'the successor');
preg_match_all('/ was not forked: .*; next try in (\d+) ms/', $fleet->log(), $pauses);
$last = end($pauses[1]) / 1000;
check($took < $last + 0.5, 'it is back after one more pause of ' . seconds($last) . ' at most, not after ' . seconds($took));
$fleet->awaitTold('//', 17);

// A stop needs some, too: it writes into the pipes of all.
$spare(0);
$fleet->signal(SIGUSR2);
$stopped = takes(fn () => !$fleet->running(), 'the end');
$log = five_checks($fleet);
held(count($before) . ' open; back ' . seconds($took) . ' after there are some again; a stop without any takes ' . at_most($stopped, 0.5));
