--TEST--
a worker whose own pipe is flooded does its jobs, and obeys its pipe, its signal and its master
--DESCRIPTION--
In a pause, without pauses, and in a long job that asks whether it shall stop.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => $argv[1]]);
$manager->run(function ($worker) {
    $turns = 0;
    if ($GLOBALS["argv"][2] === "looks") {
        while (!$worker->stopping()) {
            $turns++;
        }
    }
    if ($worker->jobs === 50 || $turns > 50) {
        tell("at work $worker->pid");
    }
});
';
$ways = [
    'pipe' => fn ($fleet, $worker) => $fleet->write($worker, "\nreload\n"),
    'signal' => fn ($fleet, $worker) => posix_kill($worker, SIGUSR1),
    'master' => fn ($fleet, $worker) => $fleet->write($fleet->pid, "reload worker#1\n"),
];
foreach ([['1000', 'pauses'], ['0', 'hot'], ['0', 'looks']] as $arguments) {
    foreach ($ways as $way => $ask) {
        $fleet = Fleet::start($code, ['args' => $arguments]);
        $worker = $fleet->waitWorkers(1)[0];
        $fleet->awaitLog('/started: /');
        $flood = Program::launch([__DIR__ . '/flood.inc', $fleet->pipe($worker), str_repeat('x', 9999)], $fleet->home);
        $fleet->until(fn () => $flood->output() !== '', 'the flood');
        if ($arguments[1] !== 'looks') {
            $fleet->awaitTold("/at work $worker/");
        }
        $ask($fleet, $worker);
        $fleet->until(fn () => !lives($worker), "$arguments[1]: the worker obeys its $way");
        $new = $fleet->waitWorkers(1)[0];
        check($new !== $worker, "$arguments[1]: it is replaced");
        check(!preg_match('/ (died|killed): /', $fleet->log()), "$arguments[1]: it has left as it was asked: {$fleet->log()}");
        $flood->signal(SIGKILL);
        $flood->wait();
        $fleet->signal(SIGUSR2);
        check($fleet->wait() === 0, "$arguments[1]: it stops with 0");
        $fleet->clean();
    }
}
echo "Done\n";
?>
--EXPECT--
Done
