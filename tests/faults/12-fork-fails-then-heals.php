<?php
/**
 * fork fails while it runs, then works again
 *
 * No process may be added to the control group: the master goes on trying, and obeys meanwhile.
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/cgroup.inc';

$cgroup = Cgroup::make('pids');
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    $worker->jobs === 1 && tell($worker->pid);
});
', ['under' => $cgroup->under()]);
$fleet->awaitTold('//', 4);
$fleet->awaitLog('/ started: /');
$others = $fleet->waitWorkers(4);
$victim = array_shift($others);
$cgroup->limitPids($cgroup->pids() - 1);
posix_kill($victim, SIGKILL);

// It tries again and again, ever more rarely; the log says when next.
$pause = fn (int $number) => "/(?:.* error   master .* waiting: worker#1 was not forked: (?:Resource temporarily unavailable|Try again); next try in (\\d+) ms\\n.*){{$number}}/s";
foreach (['1' => 100, '2' => 200, '3' => 400] as $number => $plain) {
    $said = (int) $fleet->awaitLog($pause($number))[1];
    check(abs($said - $plain) <= 0.1 * $plain + 1, "pause $number is about $plain ms, not $said");
}
check($fleet->workers() === $others, 'the others are at work');
$fleet->write($fleet->pid, "scale +1\n");
$fleet->awaitLog('/ scale: worker from 4 to 5 workers/', 1);
$fleet->awaitLog('/ error .* waiting: worker#5 was not forked: /');
$fleet->write($fleet->pid, "scale 4\n");
$fleet->awaitLog('/ scale: worker from 5 to 4 workers/', 1);

$cgroup->limitPids(null);
$took = takes(fn () => count($fleet->workers()) === 4, 'the successor');
preg_match_all('/ waiting: worker#1 was not forked: .*; next try in (\d+) ms/', $fleet->log(), $pauses);
$last = end($pauses[1]) / 1000;
check($took < $last + 0.5, 'it is back after one more pause of ' . seconds($last) . ' at most, not after ' . seconds($took));
check(!array_diff($others, $fleet->workers()), 'the others have never noticed');
await_one_pipe_each($fleet, 4);
$fleet->signal(SIGUSR2);
five_checks($fleet);
held('back ' . seconds($took) . ' after forks work again, in a pause of ' . seconds($last));
