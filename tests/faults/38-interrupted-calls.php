<?php
/**
 * every third call is interrupted
 *
 * EINTR for each third of the calls that wait, read, or reap, in the master and in its workers: nothing is lost, and
 * nobody spins.
 */

require __DIR__ . '/fault.inc';

const CALLS = '?poll,ppoll,read,wait4,waitid,write,openat';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 3600000000]))->run(fn ($worker) => tell("job $worker->pid"));
');
$fleet->awaitTold('/^job/', 4);
$fleet->awaitLog('/ started: /');
$first = $fleet->waitWorkers(4);
$attach = [];
foreach ([$fleet->pid, ...$first] as $pid) {
    array_push($attach, '-p', (string) $pid);
}
// Not from the start on: the loader of programs itself does not expect it.
$strace = proc_open(
    ['strace', '-f', '-o', "$fleet->home/trace", '-e', 'trace=' . CALLS, '-e', 'inject=?poll,ppoll,read,wait4,waitid:error=EINTR:when=1+3', ...$attach],
    [2 => ['file', "$fleet->home/strace", 'w']],
    $pipes,
);
until(fn () => substr_count((string) @file_get_contents("$fleet->home/strace"), ' attached') >= 5, 'strace to attach to all');

// By word, by signal, by death, from a worker's pipe.
$fleet->write($fleet->pid, "scale 6\n");
$fleet->awaitTold('/^job/', 6);
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 6 of 6 renewed /');
$fleet->awaitTold('/^job/', 12);
$victims = $fleet->waitWorkers(6);
foreach (array_slice($victims, 0, 3) as $pid) {
    posix_kill($pid, SIGKILL);
}
until(fn () => !array_intersect(array_slice($victims, 0, 3), $fleet->workers()) && count($fleet->workers()) === 6, 'three successors');
$fleet->awaitTold('/^job/', 15);
$fleet->write($victims[5], "reload\n");
$fleet->awaitTold('/^job/', 16);
until(fn () => !$fleet->zombies(), 'all dead to be reaped');

// Who spins at a call that is interrupted never comes to rest.
$calls = fn () => substr_count((string) file_get_contents("$fleet->home/trace"), "\n");
until(function () use ($calls) {
    $before = $calls();
    nap(0.1);
    return $calls() === $before;
}, 'the fleet to come to rest');
$trace = file_get_contents("$fleet->home/trace");
$interrupted = substr_count($trace, 'EINTR (Interrupted system call) (INJECTED)');
$all = $calls();
check($interrupted > 20, "calls are interrupted: $interrupted of $all");

$fleet->signal(SIGUSR2);
$fleet->wait();
until(fn () => !proc_get_status($strace)['running'], 'the end of strace');
proc_close($strace);
check(count($fleet->told('/^job/')) === 16, 'nobody was forked too often: ' . count($fleet->told('/^job/')));
five_checks($fleet);
held("$interrupted of $all calls interrupted, nothing lost");
