--TEST--
the sequence of the original model, step by step in the master
--DESCRIPTION--
configure, welcome, fork, execFork, registerSigHandler, hangup; what the attributes say at each step.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
require "' . __DIR__ . '/../include/program.inc";

class Watched extends Naruto\Manager
{
    public function defineSigHandler(int $signal = 0): void
    {
        parent::defineSigHandler($signal);
        $waited = $this->waitSignalProcessPool;
        $pool = array_keys($waited["pool"]);
        sort($pool);
        $all = array_keys($this->workers);
        sort($all);
        tell("signal $signal, waits for $waited[signal] of " . count($pool) . ($pool === $all ? ", all" : ""));
    }
}

$manager = new Watched(["startNum" => 2]);
check($manager->master === null && $manager->workers === [], "nobody runs yet");
check($manager->waitSignalProcessPool === ["signal" => "", "pool" => []], "nobody is waited for");
check($manager->startNum === 2 && $manager->hangupLoopMicrotime === 200000 && $manager->userPasswd === "", "the settings");
check($manager->signalSupport["reload"] === SIGUSR1, "the signals");
foreach (["reload", "stop", "terminate"] as $method) {
    try {
        $manager->$method();
        check(false, "$method without a fleet is refused");
    } catch (Naruto\ProcessException) {
    }
}
try {
    $manager->fork();
    check(false, "there is nothing to run");
} catch (Naruto\ProcessException $error) {
    check(str_contains($error->getMessage(), "nothing to run"), $error->getMessage());
}

$manager->configure(["hangupLoopMicrotime" => 1000, "userPasswd" => "x", "callable" => function (Naruto\Process $worker) {
    tell("job $worker->pid");
    hold("end");
}]);
check($manager->startNum === 2 && $manager->hangupLoopMicrotime === 1000 && $manager->userPasswd === "***", "the new settings over the old");
check(!is_dir($manager->pipeDir), "nothing has been made yet");

$first = $manager->fork();
check(proc_stat($first)["ppid"] === getmypid(), "a worker is forked");
check(array_keys($manager->workers) === [$first], "it is known");
check($manager->master instanceof Naruto\Master && $manager->master->pid === getmypid(), "and so is the master");
check($manager->master->type === "master" && $manager->master->pipePath === $manager->pipeDir . "naruto.pipe" . getmypid(), "its pipe");
check(filetype($manager->master->pipePath) === "fifo", "which is there");
$worker = $manager->workers[$first];
check($worker instanceof Naruto\Worker && $worker->pid === $first && $worker->type === "worker", "a handle");
check([$worker->id, $worker->group, $worker->name] === [1, "worker", "worker#1"], "with its place");
check($worker->pipePath === "{$manager->pipeDir}naruto.pipe$first" && filetype($worker->pipePath) === "fifo", "and its pipe");
check($worker->pipeMode === 0600 && $worker->hangupLoopMicrotime === 1000 && $worker->jobs === 0, "and the rest");
check($manager->workers[$first] === $worker && $manager->master === $manager->master, "a process is one object");
try {
    $manager->configure(["startNum" => 3]);
    check(false, "no new settings while it runs");
} catch (Naruto\ProcessException) {
}

$manager->execFork(2);
check(count($manager->workers) === 3, "two more");
$manager->execFork();
check(count($manager->workers) === 3, "as many as were asked for are there already");
check(array_map(fn ($worker) => $worker->name, array_values($manager->workers)) === ["worker#1", "worker#2", "worker#3"], "in order");
$manager->registerSigHandler();
tell("hangup");
$manager->hangup();
check($manager->master === null && $manager->workers === [], "nobody runs any more");
check($manager->waitSignalProcessPool === ["signal" => "", "pool" => []], "nobody is waited for any more");
check(!is_dir(rtrim($manager->pipeDir, "/")), "nothing is left");
tell("over");
');
$fleet->awaitTold('/hangup/');
$fleet->awaitTold('/job/', 3);
$fleet->awaitLog('/started: 3 workers/');
$fleet->signal(SIGUSR1);
$fleet->awaitTold('/^signal ' . SIGUSR1 . ', waits for reload of 3, all/');
$fleet->signal(SIGUSR2);
$fleet->awaitTold('/^signal ' . SIGUSR2 . ', waits for stop of 3, all/');
$fleet->open('end');
check($fleet->wait() === 0, 'it ends with 0');
check($fleet->told('/over/') === ['over'], 'the script goes on after it, in the master alone');
check($fleet->output() === '', "all is as it should be:\n{$fleet->output()}");
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
