<?php
/**
 * 10 000 signals in less than a second
 *
 * USR1, HUP and CHLD. Nothing is missed, nothing is stacked: one reload at once, one for all others, and a stop overtakes.
 *
 * @slow
 */

require __DIR__ . '/fault.inc';

needs_namespace();
const WORKERS = 8;

$storm = function (Fleet $fleet): float {
    $signals = [SIGUSR1, SIGHUP, SIGCHLD];
    $begun = clock();
    for ($number = 0; $number < 10000; $number++) {
        posix_kill($fleet->pid, $signals[$number % 3]);
        // Ten at a time, so that it lasts: a second later there would be one reload more.
        $number % 10 || nap(max(0, $number / 13000 - (clock() - $begun)));
    }
    return clock() - $begun;
};
$script = '<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => ' . WORKERS . ', "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    nap(0.005);
    $worker->jobs === 1 && tell($worker->pid);
});
';

$fleet = Fleet::start($script);
$fleet->awaitTold('//', WORKERS);
$fleet->awaitLog('/ started: /');
$before = last_pid();
$lasted = $storm($fleet);
$old = $fleet->workers();
$fleet->signal(SIGUSR1);
$settled = takes(fn () => !array_intersect($old, $fleet->workers()), 'everyone is newer than the last signal');
$fleet->waitWorkers(WORKERS);
until(fn () => preg_match_all('/ reload: 8 of 8 renewed /', $fleet->log()) >= 2, 'the second reload');
// Whatever is stacked would show within the second in which reloads are made into one, and one more.
nap(1.2);
$forks = last_pid() - $before;
// A fresh one is forked from a mould, which takes two of its own.
$most = (WORKERS + 2) * (2 + (int) floor($lasted));
check($forks >= WORKERS && $forks <= $most, "at least " . WORKERS . " and at most $most forks, not $forks");
$fleet->signal(SIGUSR2);
five_checks($fleet);

// The same, and nobody waits for the end of it.
$fleet = Fleet::start($script);
$fleet->awaitTold('//', WORKERS);
$fleet->awaitLog('/ started: /');
$storm($fleet);
$begun = clock();
$fleet->signal(SIGUSR2);
$stopped = takes(fn () => !$fleet->running(), 'the end', $begun);
five_checks($fleet);
held(sprintf('%d forks (at most %d), settled after %s; a stop took %s', $forks, $most, at_most($settled, 2), at_most($stopped, 1)));
