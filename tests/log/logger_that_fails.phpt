--TEST--
a logger that throws, logs itself, is slow, exits or breaks is never told of what it causes itself, and no line is lost
--FILE--
<?php
require __DIR__ . '/logger.inc';

// It throws at each line: each is told on stderr, with the reason, and the fleet has not noticed.
$fleet = with_logger(logger: 'throw new RuntimeException("no\nlogger");');
$fleet->awaitLog('/in the logger: RuntimeException/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$failed = '/^\S+ error   master +' . $fleet->pid . '  log: in the logger: RuntimeException: no⏎logger in \S+\/worker\.php:\d+⏎#0 .*⏎#\d \{main\}$/m';
check(preg_match_all($failed, $fleet->log()) === 3, "started, stop and ended have failed: {$fleet->log()}");
check(count(lines($fleet->log())) === 5, 'and there are the two lines of the script');
$fleet->clean();

// It logs itself, and gives commands.
$fleet = with_logger(logger: 'ProcessException::info(["msg" => "about $message"]); if ($context["event"] === "started") { $GLOBALS["manager"]->stop(); }');
check($fleet->wait() === 0, 'its command is obeyed');
$own = array_column(lines($fleet->log()), 'sentence');
check(count($own) === 5 && count(preg_grep('/^about (started|stop|ended): /', $own)) === 3, "its own lines are on stderr: {$fleet->log()}");
check(count(logged($fleet)) === 3, 'and not told to itself');
$fleet->clean();

// It is slow: told once, not to itself.
$fleet = with_logger(logger: 'nap(0.15);');
await_logged($fleet, '/^started: /');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(preg_match_all('/ warning master .*  slow: the logger took [\d.]+ m?s in the master, .*$/m', $fleet->log()) === 1, "one warning: {$fleet->log()}");
check(array_column(array_column(logged($fleet), 'context'), 'event') === ['started', 'stop', 'ended'], 'it gets every line');
$fleet->clean();

// It exits: the fleet stops, the script ends with its status, and it is called for the rest all the same.
foreach (['started', 'ended'] as $event) {
    $fleet = with_logger(logger: 'if ($context["event"] === "' . $event . '") { tell("exits in $pid"); exit(7); }');
    if ($event === 'ended') {
        await_logged($fleet, '/^started: /');
        $fleet->signal(SIGUSR2);
    }
    check($fleet->wait() === 7, "exit(7) at $event ends with 7");
    check($fleet->told('/^exits/') === ["exits in $fleet->pid"], 'once');
    $got = array_column(array_column(logged($fleet), 'context'), 'event');
    check($got === ($event === 'started' ? ['stop', 'ended'] : ['started', 'stop']), 'it gets the other lines: ' . implode(' ', $got));
    check($fleet->told('/^after/') === [] && $fleet->told('/^shutdown/') === ["shutdown in $fleet->pid"], 'exit means exit');
    $fleet->clean();
}

// It breaks: the fleet is ended without PHP, and what it did not get is on stderr, in order.
$fatals = ['trigger_error("no logger", E_USER_ERROR);' => 'no logger'];
if (getenv('USE_ZEND_ALLOC') !== '0') {
    $fatals['ini_set("memory_limit", "8M"); for ($text = "";;) { $text .= str_repeat("x", 100000); }'] = 'Allowed memory size';
}
foreach ($fatals as $code => $message) {
    $fleet = with_logger(logger: "if (\$context['event'] === 'reload') { $code }", opts: ['ini' => ['display_errors' => 'stderr', 'html_errors' => '0']]);
    await_logged($fleet, '/^started: /');
    $fleet->signal(SIGUSR1);
    check($fleet->wait() === 255, "$message: the status is 255");
    check(str_contains($fleet->log(), $message), "$message: the reason is told");
    check(preg_match('/ log: a fatal error in PHP code of the master ends the fleet\n(.*\n)*.* terminate: asked by the end of the script, .*\n(.*\n)*.* ended: 2 workers left after /', $fleet->log()) === 1,
        "$message: the end is told: {$fleet->log()}");
    check(array_column(array_column(logged($fleet), 'context'), 'event') === ['started'], "$message: it is not called again");
    $fleet->clean();
}

// A worker that it forks, and a process of its own, write like any other.
$fleet = with_logger(
    logger: 'if ($context["event"] === "started" && @mkdir("forked")) { $GLOBALS["manager"]->fork(); if (!pcntl_fork()) { ProcessException::info(["msg" => "a child"]); posix_kill(getmypid(), SIGKILL); } pcntl_wait($status); }',
    job: 'if ($job === 1) { ProcessException::info(["msg" => "job of $worker->id"]); }',
);
foreach (['a child', 'job of 1', 'job of 2', 'job of 3'] as $sentence) {
    $fleet->awaitLog("/ log: $sentence$/m");
}
$fleet->waitWorkers(3);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(array_unique(array_column(logged($fleet), 'pid')) === [$fleet->pid], 'the logger is called in the master alone');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
