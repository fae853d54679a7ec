--TEST--
the original model in the worker: pipeRead, signal, dispatchSig, workerExitFlag, hangup, stop
--DESCRIPTION--
A callable may take the loop into its own hands, as the library's own worker did.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// Worker 1 reads its pipe itself, 2 runs the loop of the model, 3 a loop of its own, 4 looks within a long job,
// 5 leaves by itself, 6 writes to the others.
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
require "' . __DIR__ . '/../include/program.inc";

$manager = new Naruto\Manager(["startNum" => 6, "hangupLoopMicrotime" => 1000]);
$manager->run(function (Naruto\Worker $worker) use ($manager) {
    if (file_exists(HOME . "/did-$worker->id")) {
        return;
    }
    touch(HOME . "/did-$worker->id");
    check($worker->pid === getmypid() && $worker->type === "worker", "it knows itself");
    check($worker->workerExitFlag === false && $worker->signal === "", "nobody has asked");
    check(array_keys($manager->workers) === [$worker->pid] && $manager->workers[$worker->pid] === $worker, "the manager knows it");
    check($manager->master->pid === posix_getppid() && $manager->master->type === "master", "and the master");
    check($manager->pipeDir === $worker->pipeDir, "and the place");
    tell("begin $worker->id $worker->pid");
    match ($worker->id) {
        1 => reads($worker),
        2 => loops($worker),
        3 => turns($worker),
        4 => looks($worker),
        5 => leaves($worker),
        6 => writes($worker, $manager),
    };
    tell("end $worker->id");
});

function reads(Naruto\Worker $worker): void
{
    check($worker->pipeRead() === "", "nothing has come");
    check($worker->pipeWrite("stop") === true, "it may write to itself");
    check($worker->pipeRead() === "stop" && $worker->signal === "stop", "what it wrote");
    hold("word");
    check($worker->pipeRead() === "reload", "the word of the test");
    check($worker->signal === "reload" && $worker->workerExitFlag === false, "it is heard, not obeyed");
    $worker->dispatchSig();
    check($worker->workerExitFlag === true, "now it is");
    check($worker->stopping() === true && $worker->running() === false, "it is time to leave");
}

function loops(Naruto\Worker $worker): void
{
    $calls = 0;
    $worker->hangup(function (Naruto\Worker $same) use ($worker, &$calls) {
        check($same === $worker, "the same worker");
        $calls++;
        tell("call $calls");
    });
    check($calls > 2, "called again and again");
    check($worker->workerExitFlag === true && $worker->signal === "stop", "until it was asked to leave");
    tell("jobs $worker->jobs of $calls");
}

function turns(Naruto\Worker $worker): void
{
    $turns = 0;
    while ($worker->running()) {
        check($worker->jobs === $turns, "each turn is a job");
        $turns++;
        tell("turn $turns");
        nap(0.002);
    }
    check($worker->jobs === $turns && $turns > 2, "all turns count");
    check($worker->running() === false && $worker->jobs === $turns, "it stays time to leave");
}

function looks(Naruto\Worker $worker): void
{
    while (!$worker->stopping()) {
        nap(0.002);
    }
    check($worker->workerExitFlag === true && $worker->signal === "reload", "it was the test");
}

function leaves(Naruto\Worker $worker): void
{
    check($worker->stop() === true, "it may");
    check($worker->workerExitFlag === true && $worker->stopping() === true, "and knows");
}

function writes(Naruto\Worker $worker, Naruto\Manager $manager): void
{
    hold("write");
    $manager->reload("worker#2");
    foreach (["scale", "reload"] as $method) {
        try {
            $method === "scale" ? $manager->scale(-1) : $manager->reload("no such # name");
            check(false, "$method is refused");
        } catch (ValueError|Naruto\ProcessException) {
        }
    }
    foreach ([fn () => $manager->run(fn () => 0), fn () => $manager->fork(), fn () => $manager->hangup()] as $number => $start) {
        try {
            $start();
            check(false, "$number is refused in a worker");
        } catch (Naruto\ProcessException) {
        }
    }
    check($manager->master->pipeWrite("scale 7") === true, "the master takes a line");
    hold("stop");
    check($manager->master->stop() === true, "and a stop");
}
');
$pids = [];
foreach ($fleet->awaitTold('/^begin/', 6) as $line) {
    [, $slot, $pid] = explode(' ', $line);
    $pids[$slot] = (int) $pid;
}
$fleet->awaitLog('/started: 6 workers/');
// 5 is on its way.
$fleet->until(fn () => !proc_stat($pids[5]), '5 leaves by itself');

// 1 reads what it wrote itself, then the word of the test.
$fleet->write($pids[1], 'reload');
$fleet->open('word');
$fleet->until(fn () => !proc_stat($pids[1]), '1 obeys');

// 2 by a line of its pipe, 3 by the master, 4 by its pipe.
$fleet->awaitTold('/^call 3/');
$fleet->awaitTold('/^turn 3/');
$fleet->write($pids[2], 'stop');
$fleet->until(fn () => !proc_stat($pids[2]), '2 leaves');
$jobs = $fleet->told('/^jobs/')[0] ?? '';
check(preg_match('/^jobs (\d+) of (\d+)$/', $jobs, $found) && $found[1] >= $found[2], "calls count as jobs: $jobs");
$fleet->write($pids[4], 'reload');
$fleet->until(fn () => !proc_stat($pids[4]), '4 leaves');
$fleet->write($fleet->pid, "reload worker#3\n");
$fleet->until(fn () => !proc_stat($pids[3]), '3 leaves');
check(count($fleet->waitWorkers(6)) === 6, 'each has a successor');
check(!str_contains($fleet->log(), 'died'), "nobody has died: {$fleet->log()}");

// 6 commands the others.
$fleet->open('write');
$fleet->awaitLog('/reload: asked by the pipe, worker#2/');
$fleet->waitWorkers(7);
$fleet->open('stop');
check($fleet->wait() === 0, 'it stops with 0');
check(count($fleet->told('/^end/')) === 6, 'each has come to its end');
check($fleet->output() === '', "all is as it should be:\n{$fleet->output()}");
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
