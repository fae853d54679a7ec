<?php
/**
 * directory of the pipes moved, or deleted
 *
 * Nobody can be forked without it, which is told, and nobody is lost; signals reach everyone. Back in its place all heals.
 */

require __DIR__ . '/fault.inc';

$healed = $slowest = 0.0;
foreach (['moved' => true, 'deleted' => false] as $what => $comes_back) {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 3600000000]))->run(fn ($worker) => tell("job $worker->pid"));
    ');
    $fleet->awaitTold('/^job/', 3);
    $fleet->awaitLog('/ started: /');
    $others = $fleet->waitWorkers(3);
    $victim = array_shift($others);
    $directory = $fleet->dir();
    if ($comes_back) {
        rename($directory, "$directory.away");
    } else {
        array_map(unlink(...), glob("$directory/*"));
        rmdir($directory);
    }
    posix_kill($victim, SIGKILL);
    $fleet->awaitLog('/ error   master .* waiting: worker#1 was not forked: No such file or directory; next try in (9\d|1[01]\d) ms$/m');
    check($fleet->workers() === $others, "$what: the others are at work");

    if ($comes_back) {
        rename("$directory.away", $directory);
        $healed = takes(fn () => count($fleet->workers()) === 3, "$what: the successor");
        preg_match_all('/ was not forked: .*; next try in (\d+) ms/', $fleet->log(), $pauses);
        check($healed < end($pauses[1]) / 1000 + 0.5, "$what: it is back after one more pause at most, not after " . seconds($healed));
        $fleet->awaitTold('/^job/', 4);
    }
    $workers = $fleet->workers();
    $begun = clock();
    $fleet->signal($comes_back ? SIGUSR2 : SIGTERM);
    $slowest = max($slowest, takes(fn () => !$fleet->running(), "$what: the end by a signal", $begun));
    $log = five_checks($fleet);
    check(substr_count($log, ' died: ') === 1 && !str_contains($log, ' killed: '), "$what: nobody had to be killed:\n$log");
}
held('back ' . seconds($healed) . ' after the directory is; without it the end takes ' . at_most($slowest, 0.5));
