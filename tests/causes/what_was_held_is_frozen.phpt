--TEST--
note and age of the job in hand are those of its end, whatever hooks and shutdown functions do afterwards
--DESCRIPTION--
A job that ended in exit() or an exception is over; how long its worker then takes to leave is not its time.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

const SLOW = 1.0;
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 1000, "jobTimeout" => 30, "killGrace" => 0.1]);
$once = fn (callable $job) => function (Naruto\Worker $worker) use ($job) {
    if (!@mkdir(HOME . "/once-$worker->group")) {
        hold("end");
        return;
    }
    $worker->note("$worker->group 42");
    register_shutdown_function(function () use ($worker) {
        $worker->note("in a shutdown function");
        nap(' . SLOW . ');
        tell("$worker->group shut down");
    });
    nap(0.02);
    $job($worker);
};
$late = function (callable $end) {
    return function ($worker) use ($end) {
        $worker->deadline(0.02);
        try {
            while (true) {}
        } catch (Naruto\TimeoutException) {
            $end();
        }
    };
};
$no_route = function () { throw new RuntimeException("no route"); };
$manager->group("exit", [], $once(fn () => exit(3)));
$manager->group("exception", [], $once($no_route));
$manager->group("fatal", [], $once(fn () => trigger_error("no memory", E_USER_ERROR)));
// Overdue when they leave: killGrace is for that job, and not for what follows.
$manager->group("late-exit", [], $once($late(fn () => exit(3))));
$manager->group("late-exception", [], $once($late($no_route)));
$manager->group("late-fatal", [], $once($late(fn () => trigger_error("no memory", E_USER_ERROR))));
$manager->group("turn", [], $once(function ($worker) {
    $worker->note("not of this turn");
    $worker->running();
    $worker->note("turn 42");
    nap(0.02);
    exit(3);
}));
$manager->onWorkerStop(function ($worker) {
    $worker->note("in the stop hook");
    nap(' . SLOW . ');
});
$manager->onWorkerExit(fn ($exit) => tell(json_encode($exit) . " $exit"));
$manager->run();
');
$causes = [
    'exit' => 'exit', 'exception' => 'exception', 'fatal' => 'fatal',
    'late-exit' => 'exit', 'late-exception' => 'exception', 'late-fatal' => 'fatal', 'turn' => 'exit',
];
foreach ($causes as $group => $cause) {
    [$line] = $fleet->awaitTold("/\"group\":\"$group\"/");
    $exit = json_decode(substr($line, 0, strrpos($line, '}') + 1), true);
    check($exit['cause'] === $cause && $exit['signal'] === null, "$group has the cause $cause: $line");
    check($fleet->told("/^$group shut down$/") !== [], "$group: the shutdown function came to its end");
    check($exit['note'] === "$group 42", "$group: the note of the job: $line");
    // On a busy machine the nap may last longer, but never as long as what follows.
    check($exit['busy'] >= 0.02 && $exit['busy'] < $exit['uptime'] - SLOW, "$group: the age at the end of the job: $line");
    check(str_contains($line, ", in \"$group 42\" after ") && !str_contains($line, ' killed'), "$group says so: $line");
}
check(substr_count($fleet->log(), '"in the stop hook"') + substr_count($fleet->log(), '"in a shutdown') === 0, 'the log too: ' . $fleet->log());
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
