--TEST--
pcntl_signal() in a worker: its handler runs, and orders, deadlines and the death of the master are heard all the same
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

/** A fleet whose worker runs this code in its first job, which then goes on until the test lets it. */
function fleet(string $code, string $settings = ''): Fleet
{
    return Fleet::start('<?php
        require getenv("IN_WORKER");
        pcntl_async_signals(true);
        (new Naruto\Manager(["startNum" => 1, ' . $settings . ']))->run(function (Naruto\Worker $worker) {
            static $job = 0;
            $job++;
            if (@mkdir("once")) {
                $handler = function (int $signal) { tell("handler $signal"); };
                ' . $code . '
                tell("first $worker->pid");
                hold("first");
                tell("end");
            } elseif ($job === 1) {
                tell("next $worker->pid");
            }
        });');
}

/** @return list<string> what was told from the first word on, without pids */
function stop(Fleet $fleet, string $what): array
{
    $fleet->awaitTold('/^next/');
    $fleet->signal(SIGTERM);
    check($fleet->wait() === 0, "$what: the fleet ends with 0");
    // SIGCONT comes with each order, in case the worker is stopped.
    $told = preg_replace('/ \d{3,}$/', '', $fleet->told('/^(?!handler 18$)/'));
    $fleet->clean();
    return $told;
}

$signals = [
    // The handler runs, and the worker leaves after its job, as without one.
    [SIGTERM, '$handler', ['first', 'handler 15', 'end', 'next']],
    [SIGUSR1, '$handler', ['first', 'handler 10', 'end', 'next']],
    [SIGUSR2, '$handler', ['first', 'handler 12', 'end', 'next']],
    [SIGTERM, 'SIG_DFL', ['first', 'end', 'next']],
    [SIGTERM, 'SIG_IGN', ['first', 'end', 'next']],
];
foreach ($signals as [$signal, $handler, $wanted]) {
    $fleet = fleet("pcntl_signal($signal, $handler) || tell('refused');");
    $fleet->awaitTold('/^first/');
    posix_kill($fleet->waitWorkers(1)[0], $signal);
    count($wanted) === 4 && $fleet->awaitTold('/^handler/');
    $fleet->open('first');
    $told = stop($fleet, "$signal $handler");
    check($told === $wanted, "$signal $handler: " . implode(', ', $told));
}

// Those of the terminal are the master's; a handler for them may run, but they never end a job.
foreach (['$handler' => ['first', 'handler 2', 'end', 'next'], 'SIG_DFL' => ['first', 'end', 'next']] as $handler => $wanted) {
    $fleet = fleet("pcntl_signal(SIGINT, $handler);");
    $fleet->awaitTold('/^first/');
    $worker = $fleet->waitWorkers(1)[0];
    posix_kill($worker, SIGINT);
    count($wanted) === 4 && $fleet->awaitTold('/^handler/');
    $fleet->write($worker, "reload\n");
    $fleet->open('first');
    $told = stop($fleet, "SIGINT $handler");
    check($told === $wanted, "SIGINT $handler: " . implode(', ', $told));
}

// A library that takes every signal there is.
$everything = 'foreach (range(1, 64) as $signal) { if (!in_array($signal, [SIGKILL, SIGSTOP, 32, 33])) { pcntl_signal($signal, $handler); } }';
$fleet = fleet($everything, '"jobTimeout" => 0.2, "killGrace" => 30,');
$fleet->awaitLog('/ died: Naruto.TimeoutException/');
$told = stop($fleet, 'a deadline');
check($told === ['first', 'next'], 'a deadline: ' . implode(', ', $told));

foreach ([SIGUSR1 => '/ reload: 1 of 1 renewed/', SIGUSR2 => '/ ended: /'] as $signal => $outcome) {
    $fleet = fleet($everything);
    $fleet->awaitTold('/^first/');
    $fleet->signal($signal);
    $fleet->awaitLog('/ (reload|stop): asked by/');
    $fleet->open('first');
    $fleet->awaitLog($outcome);
    if ($signal === SIGUSR1) {
        $told = stop($fleet, 'a reload');
        check($told === ['first', 'end', 'next'], 'a reload: ' . implode(', ', $told));
    } else {
        check($fleet->wait() === 0, 'a stop: the fleet ends with 0');
        check(count($fleet->told('/^(?!handler 18$)/')) === 2, 'a stop: ' . implode(', ', $fleet->told()));
        $fleet->clean();
    }
}

// The handlers of a worker that waits between two jobs, or is an orphan, are those of Naruto, too.
$fleet = fleet("$everything tell('handlers'); return;", '"hangupLoopMicrotime" => 60000000,');
$fleet->awaitTold('/^handlers$/');
$worker = $fleet->waitWorkers(1)[0];
$fleet->signal(SIGKILL);
$fleet->wait();
$fleet->until(fn () => !lives($worker), 'the end of the orphan');
$again = $fleet->again();
$again->awaitLog('/ started: /');
$again->signal(SIGTERM);
$again->wait();
$again->clean();

// A program that the job forks has the handler that the job has set, and not Naruto's.
$fleet = fleet('pcntl_signal(SIGTERM, function () { tell("in the copy " . (getmypid() === (int) file_get_contents("copy"))); exit(3); });
    if (!$pid = pcntl_fork()) {
        file_put_contents("copy", getmypid());
        tell("copy");
        while (true) { nap(1); }
    }
    hold("copy");
    posix_kill($pid, SIGTERM);
    pcntl_waitpid($pid, $status);
    tell("status " . pcntl_wexitstatus($status));');
$fleet->awaitTold('/^copy$/');
$fleet->open('copy');
$fleet->awaitTold('/^first/');
$fleet->write($fleet->waitWorkers(1)[0], "reload\n");
$fleet->open('first');
$told = stop($fleet, 'a copy');
check($told === ['copy', 'in the copy 1', 'status 3', 'first', 'end', 'next'], 'a copy: ' . implode(', ', $told));
echo "done\n";
?>
--EXPECT--
done
