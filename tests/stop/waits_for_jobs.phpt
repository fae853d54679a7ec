--TEST--
stop, by word, signal and method: every job is finished first, idle workers leave at once
--DESCRIPTION--
The graceful end: nothing is cut, nothing is waited for that has no job, and no new job begins.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// Worker 1 is busy, 2 and 3 are in a pause of an hour.
$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 3600000000]);
$manager->run(function ($worker) use ($manager) {
    tell("begin $worker->id");
    if ($worker->id === 1) {
        hold("method");
        if (($GLOBALS["argv"][1] ?? "") === "by:method") {
            $manager->stop();
        }
        hold("end");
    }
    tell("end $worker->id");
});
echo "back in ", getmypid(), "\n";
';
$ways = [
    'stop' => fn ($fleet) => $fleet->write($fleet->pid, 'stop'),
    'quit' => fn ($fleet) => $fleet->write($fleet->pid, "quit\n"),
    'SIGUSR2' => fn ($fleet) => $fleet->signal(SIGUSR2),
    'SIGQUIT' => fn ($fleet) => $fleet->signal(SIGQUIT),
    'method' => fn ($fleet) => $fleet->open('method'),
];
$fleets = array_map(fn ($way) => Fleet::start($code, ['args' => ["by:$way"]]), array_keys($ways));
foreach (array_combine(array_keys($ways), $fleets) as $way => $fleet) {
    $fleet->awaitTold('/^end [23]/', 2);
    $fleet->awaitTold('/^begin 1/');
    $fleet->awaitLog('/started: /');
    $ways[$way]($fleet);
    $fleet->open('method');
    $fleet->awaitLog('/ stop: asked by (the pipe|SIGUSR2|SIGQUIT)/');
    [$last] = $fleet->waitWorkers(1);
    check(command_line($last) === 'naruto: worker worker#1', "$way: only the busy one is left");
    check($fleet->running(), "$way: the master waits for it");
}
foreach (array_combine(array_keys($ways), $fleets) as $way => $fleet) {
    $fleet->open('end');
    check($fleet->wait() === 0, "$way: ends with 0");
    check(count($fleet->told('/^begin/')) === 3, "$way: no other job has begun");
    check($fleet->told('/^end 1/') === ['end 1'], "$way: the job is done");
    check($fleet->output() === "back in $fleet->pid\n", "$way: what follows run() runs once, in the master");
    check(preg_match('/ ended: 3 workers left after .*, no job was cut, 3 jobs done\n$/', $fleet->log()) === 1, "$way: the last line says so: {$fleet->log()}");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
