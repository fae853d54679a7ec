--TEST--
what a job has started dies with its worker when that is killed: by group without a terminal, by descent at one
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// Each writes its pid: a program of the job, its child, its grandchild, and a fork of the job's own.
$script = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2] + json_decode($argv[1], true));
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->name $exit->cause $exit->signal"));
$manager->run(function ($worker) {
    if ($worker->id === 2 || !@mkdir(HOME . "/once")) {
        $worker->deadline(INF);
        hold("end");
        return;
    }
    $program = "echo program \$\$ >> told; (sh -c \"echo child \\\\\$\\\\\$ >> told; sleep 1000 & echo grandchild \\\\\$! >> told; wait\"; :); :";
    $process = proc_open(["sh", "-c", $program], [], $pipes, HOME);
    if (!pcntl_fork()) {
        tell("fork " . getmypid());
        doze();
    }
    // Of a session of its own, so in no group of ours.
    $session = proc_open(["setsid", "sh", "-c", "echo session \$\$ >> told; exec sleep 1000"], [], $pipes, HOME);
    $worker->note("begun");
    tell("worker " . getmypid());
    hold("go");
    $worker->deadline($GLOBALS["argv"][2]);
    try {
        doze();
    } catch (Naruto\TimeoutException) {
        doze();
    }
});
';
$kills = [
    'timeout' => [['jobTimeout' => 3600, 'killGrace' => 0], fn ($fleet, $worker) => null],
    'terminate' => [['terminateGrace' => 0], fn ($fleet, $worker) => $fleet->signal(SIGTERM)],
    'stop' => [['stopGrace' => 0.1], fn ($fleet, $worker) => $fleet->signal(SIGUSR2)],
    'from outside' => [[], fn ($fleet, $worker) => posix_kill($worker, SIGKILL)],
];
foreach (['no terminal' => [], 'terminal' => Program::TERMINAL] as $where => $under) {
    foreach ($kills as $how => [$settings, $kill]) {
        // Whose parent is dead when we look belongs to nobody any more.
        if ($how === 'from outside' && $under) {
            continue;
        }
        $what = "$where, $how";
        $fleet = Fleet::start($script, ['args' => [json_encode($settings), $how === 'timeout' ? '0.05' : '3600'], 'under' => $under]);
        $pids = [];
        foreach (['program', 'child', 'grandchild', 'fork', 'session', 'worker'] as $who) {
            $pids[$who] = (int) substr(strrchr($fleet->awaitTold("/^$who /")[0], ' '), 1);
            check(lives($pids[$who]), "$what: the $who is there");
        }
        $healthy = $fleet->workers();
        $fleet->open('go');
        $kill($fleet, $pids['worker']);
        $fleet->awaitTold('/^exit worker#1 \w+ SIGKILL$/');
        if ($under) {
            until(fn () => !array_filter($pids, lives(...)), "$what: the end of all that descends from it");
        } else {
            $session = $pids['session'];
            until(fn () => !array_filter(array_diff($pids, [$session]), lives(...)), "$what: the end of its group");
            check(lives($session), "$what: who has a session of its own is not of its group");
            posix_kill($session, SIGKILL);
            until(fn () => !lives($session), "$what: the end of the session");
        }
        if (in_array($how, ['timeout', 'from outside'])) {
            check(count(array_intersect($fleet->waitWorkers(2), $healthy)) >= 1, "$what: nobody else is touched");
            $fleet->open('end');
            $fleet->signal(SIGUSR2);
        }
        check($fleet->wait() === 0, "$what: the fleet ends with 0");
        $fleet->clean();
    }
}
echo "Done\n";
?>
--EXPECT--
Done
