<?php
/**
 * worker stopped, then the fleet
 *
 * A process that is stopped hears nothing but SIGKILL: jobTimeout or the grace of a stop have to end it.
 */

require __DIR__ . '/fault.inc';

/** @return array{Fleet, int, float} with a worker that is stopped in a job, and when that began */
$start = function (string $settings): array {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["startNum" => 2] + json_decode($argv[1], true));
    $manager->onWorkerExit(fn ($exit) => tell("exit $exit->cause $exit->signal $exit->pid"));
    $manager->run(function ($worker) {
        if ($worker->id === 1 && $worker->jobs === 1) {
            tell("begin $worker->pid " . clock());
            hold("end");
        }
    });
    ', ['args' => [$settings]]);
    [, $worker, $begun] = explode(' ', $fleet->awaitTold('/^begin/')[0]);
    $fleet->awaitLog('/ started: /');
    posix_kill((int) $worker, SIGSTOP);
    until(fn () => proc_stat((int) $worker)['state'] === 'T', 'the worker to stop');
    return [$fleet, (int) $worker, (float) $begun];
};

[$fleet, $worker, $begun] = $start('{"jobTimeout": 0.5, "killGrace": 0.2}');
$replaced = takes(fn () => !lives($worker) && count($fleet->workers()) === 2, 'a successor', $begun) - 0.7;
check($replaced >= 0, "it has its time, and $replaced s");
check($fleet->awaitTold('/^exit/') === ["exit timeout SIGKILL $worker"], 'the cause is told: ' . implode(', ', $fleet->told()));
$fleet->open('end');
$fleet->signal(SIGUSR2);
five_checks($fleet);

$slowest = 0.0;
foreach (['stopGrace' => [SIGUSR2, 'stop'], 'terminateGrace' => [SIGTERM, 'terminate']] as $grace => [$signal, $what]) {
    [$fleet, $worker] = $start("{\"$grace\": 0.3}");
    $begun = clock();
    $fleet->signal($signal);
    $took = takes(fn () => !$fleet->running(), "the end by $what", $begun);
    check($took > 0.3, "$what: it has its grace, not $took s");
    $slowest = max($slowest, $took - 0.3);
    check($fleet->told('/^exit \w+ SIGKILL/') === ["exit stop SIGKILL $worker"], "$what: " . implode(', ', $fleet->told()));
    $log = five_checks($fleet);
    check(preg_match("/ killed: worker#1 \\(pid $worker\\) after .*, in a job after /", $log) === 1, "$what: it is told:\n$log");
}
held('replaced ' . at_most($replaced, 0.5) . ' after jobTimeout and killGrace; ends ' . at_most($slowest, 0.5) . ' after a grace');
