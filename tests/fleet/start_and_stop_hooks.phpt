--TEST--
onWorkerStart runs before the first job, onWorkerStop as the worker leaves, each once in each worker
--DESCRIPTION--
Connections are opened in the one and metrics flushed in the other. Also after exit() and an exception; not after
a kill.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 1000, "minUptime" => 0]);
$same = $manager
    ->onWorkerStart(fn () => tell("replaced"))
    ->onWorkerStop(fn ($worker) => tell("stop $worker->pid"))
    ->onWorkerStart(function (Naruto\Worker $worker) {
        tell("start $worker->pid $worker->name " . getmypid() . " $worker->jobs");
    });
if ($same !== $manager) {
    tell("no chaining");
}
$manager->run(function ($worker) {
    if ($worker->jobs === 0) {
        tell("job $worker->pid");
    }
    foreach (["exit", "throw"] as $word) {
        if (@rename(HOME . "/gate-$word", HOME . "/gone-$word")) {
            tell("$word $worker->pid");
            $word === "exit" ? exit(3) : throw new Exception("so it goes");
        }
    }
});
');
$life = function (int $pid, string $word) use ($fleet): void {
    $told = $fleet->told("/ $pid\\b/");
    $expected = ["start $pid worker#1 $pid 0", "job $pid"];
    if ($word === 'exit' || $word === 'throw') {
        $expected[] = "$word $pid";
    }
    if ($word !== 'kill') {
        $expected[] = "stop $pid";
    }
    check($told === $expected, "$word: " . implode(', ', $told));
};
$ends = ['reload', 'exit', 'throw', 'kill', 'stop'];
foreach ($ends as $number => $word) {
    $pid = (int) substr($fleet->awaitTold('/^job /', $number + 1)[$number], 4);
    match ($word) {
        'reload' => $fleet->write($pid, 'reload'),
        'exit', 'throw' => $fleet->open($word),
        'kill' => posix_kill($pid, SIGKILL),
        'stop' => $fleet->signal(SIGUSR2),
    };
    $fleet->until(fn () => !proc_stat($pid), "the end of $pid by $word");
    $life($pid, $word);
}
check($fleet->wait() === 0, 'it stops with 0');
check(!$fleet->told('/no chaining|replaced/'), 'a hook is replaced, and gives the manager back');

// Null takes a hook away.
$bare = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1]);
$manager->onWorkerStart(fn () => tell("start"))->onWorkerStart(null);
$manager->onWorkerStop(fn () => tell("stop"))->onWorkerStop(null);
$manager->run(fn () => tell("job"));
');
$bare->awaitTold('/job/');
$bare->signal(SIGUSR2);
$bare->wait();
check(array_unique($bare->told()) === ['job'], 'no hook has run');
$bare->clean();
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
