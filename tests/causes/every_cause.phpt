--TEST--
every cause of an end is told right, with the job that was held; out of memory is fault 29
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 1000, "killGrace" => 0.1, "terminateGrace" => 0.1]);
$once = fn (callable $job) => function (Naruto\Worker $worker) use ($job) {
    if (@mkdir(HOME . "/once-$worker->group")) {
        $worker->note("$worker->group 42");
        $job($worker);
    } else {
        hold("end");
    }
};
$groups = [
    "exit0" => fn () => exit(0),
    "exit3" => fn () => exit(3),
    "exception" => function () { throw new RuntimeException("no route"); },
    "fatal" => fn () => trigger_error("no memory", E_USER_ERROR),
    "signal" => fn () => posix_kill(getmypid(), SIGSEGV),
    "late" => function ($worker) { $worker->deadline(0.05); while (true) {} },
    "deaf" => function ($worker) { $worker->deadline(0.05); try { while (true) {} } catch (Naruto\TimeoutException) { while (true) {} } },
    "limit" => fn ($worker) => $worker->stop(),
];
foreach ($groups as $name => $job) {
    $manager->group($name, [], $once($job));
}
$manager->group("boot", ["bootTimeout" => 0.1], fn () => hold("end"));
$manager->group("reload", [], fn () => null);
$manager->group("scale", [], fn () => null);
$manager->group("stop", [], fn () => null);
$manager->group("cut", [], function ($worker) { $worker->note("cut 42"); tell("cut"); while (true) {} });
$manager->onWorkerStart(function ($worker) {
    if ($worker->group === "boot" && @mkdir(HOME . "/once-boot")) {
        while (true) {}
    }
});
$manager->onWorkerExit(function (Naruto\WorkerExit $exit) { tell(json_encode($exit) . " $exit"); });
$manager->run();
');
$fleet->awaitTold('/^cut/');
$fleet->awaitLog('/ started: /');
$fleet->write($fleet->pid, "reload reload\nscale 0 scale\n");

/** cause, failed, status, signal, error, sentence after the name */
$expected = [
    'exit0' => ['exit', false, 0, null, '', 'left by exit(0), in "exit0 42" after TIME'],
    'exit3' => ['exit', true, 3, null, '', 'died by exit(3), in "exit3 42" after TIME'],
    'exception' => ['exception', true, 255, null, 'RuntimeException: no route in FILE:15', 'died: RuntimeException: no route in FILE:15, in "exception 42" after TIME'],
    'fatal' => ['fatal', true, 255, null, 'PHP Fatal error: no memory in FILE:16', 'died: PHP Fatal error: no memory in FILE:16, in "fatal 42" after TIME'],
    'signal' => ['signal', true, null, 'SIGSEGV', '', 'died by SIGSEGV, in "signal 42" after TIME'],
    'late' => ['timeout', true, 255, null, 'Naruto\TimeoutException: the job has run for TIME and is out of time in FILE:18', 'died: Naruto\TimeoutException: the job has run for TIME and is out of time in FILE:18, in "late 42" after TIME'],
    'deaf' => ['timeout', true, null, 'SIGKILL', '', 'was killed: it did not end its job in time, in "deaf 42" after TIME'],
    'limit' => ['limit', false, 0, null, '', 'left for a limit, 1 job'],
    'boot' => ['boot', true, null, 'SIGKILL', '', 'was killed: it was not ready after TIME'],
    'reload' => ['reload', false, 0, null, '', 'left for a reload, JOBS'],
    'scale' => ['scale', false, 0, null, '', 'left for a scale, JOBS'],
];
$last = [
    'stop' => ['stop', false, 0, null, '', 'left for a stop, JOBS'],
    'cut' => ['stop', false, null, 'SIGKILL', '', 'was killed after TIME, in "cut 42" after TIME'],
];
$see = function (array $expected) use ($fleet) {
    foreach ($expected as $group => [$cause, $failed, $status, $signal, $error, $sentence]) {
        [$line] = $fleet->awaitTold("/\"group\":\"$group\"/");
        $exit = json_decode(substr($line, 0, strrpos($line, '}') + 1), true);
        $said = substr($line, strrpos($line, '}') + 2);
        $mask = fn ($text) => preg_replace(['~\d+(\.\d+)? m?s\b~', '~\S+/worker\.php~', '~\d[\d ]* jobs?$~'], ['TIME', 'FILE', 'JOBS'], $text);
        $sentence = str_replace(', 1 job', ', JOBS', $sentence);
        check([$exit['cause'], $exit['failed'], $exit['status'], $exit['signal']] === [$cause, $failed, $status, $signal], "$group: $line");
        check($mask($exit['error']) === $error, "$group has the error $error: $line");
        check($mask($said) === "$group#1 (pid {$exit['pid']}) $sentence", "$group says: $said");
        $held = str_contains($sentence, ', in "');
        check($exit['note'] === ($held ? "$group 42" : ''), "$group: the note is that of the job in hand: $line");
        check($held === ($exit['busy'] > 0), "$group: so is the age: $line");
        check($exit['id'] === 1 && $exit['name'] === "$group#1" && $exit['generation'] >= 1 && $exit['uptime'] > 0, "$group: $line");
    }
};
$see($expected);
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$see($last);
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
