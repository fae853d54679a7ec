--TEST--
a logger gets every line of the running master as PSR-3 has it, up to the last; workers write on
--DESCRIPTION--
Lines of the script before and after the fleet, and those of workers, are on stderr. A logFile that is given has all.
--FILE--
<?php
require __DIR__ . '/logger.inc';

foreach ([false, true] as $file) {
    $fleet = with_logger(settings: $file ? "'logFile' => 'fleet.log'" : '', job: '
        if ($job === 1) { ProcessException::info(["msg" => "job of $worker->id"]); ProcessException::debug(["msg" => "not wanted"]); }
        if ($job === 1) { tell("job of $worker->id"); }
        if ($worker->id === 2 && @mkdir("killed")) { hold("death"); posix_kill(getmypid(), SIGKILL); }
        ');
    await_logged($fleet, '/^started: /');
    $fleet->open('death');
    await_logged($fleet, '/^ready: /');
    $fleet->awaitTold('/^job of/', 3);
    $fleet->signal(SIGUSR1);
    await_logged($fleet, '/ 2 of 2 renewed/');
    $fleet->awaitTold('/^job of/', 5);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    check($fleet->told('/^after/') === ['after run(): 0'], 'run() comes back');

    $got = logged($fleet);
    check(array_unique(array_column($got, 'pid')) === [$fleet->pid], 'the logger is called in the master alone');
    $ages = '[\d.]+ m?s';
    $wanted = [
        "info started: 2 workers in $ages, pipes in \\S+",
        "warning died: worker#2 \\(pid \\d+\\) by SIGKILL, in a job after $ages",
        "info ready: after $ages",
        'info reload: asked by SIGUSR1, nothing changed on disk',
        "info reload: 2 of 2 renewed in $ages, generation 2",
        'info stop: asked by SIGUSR2',
        "info ended: 2 workers left after $ages, no job was cut, \\d+ jobs done",
    ];
    $said = array_map(fn ($line) => "$line[level] $line[message]", $got);
    check(count($said) === count($wanted), "it gets these lines and no others:\n" . implode("\n", $said));
    foreach ($wanted as $at => $regex) {
        check(preg_match("~^$regex$~", $said[$at] ?? '') === 1, "it gets \"$regex\", not \"" . ($said[$at] ?? '') . '"');
    }

    // The context is what JSON lines have, but for level and message.
    foreach ($got as ['context' => $context, 'message' => $message]) {
        $known = array_diff_key(array_intersect_key(KEYS, $context), ['level' => 0, 'message' => 0]);
        check(array_keys($context) === array_keys($known), "its keys are known and in their order: $message");
        check(array_map(get_debug_type(...), $context) === $known, "its values are what they should be: $message");
        check(str_starts_with($message, "$context[event]: ") && $context['name'] === 'shop', "it says the event and the fleet: $message");
    }
    [['context' => $died]] = await_logged($fleet, '/^died/');
    $pid = $died['worker_pid'];
    check($died === ['time' => $died['time'], 'name' => 'shop', 'who' => 'master', 'pid' => $fleet->pid, 'event' => 'died', 'worker' => 'worker#2',
        'worker_pid' => $pid, 'cause' => 'signal', 'signal' => 'SIGKILL', 'busy' => $died['busy'], 'jobs' => 0, 'generation' => 1], 'a death says all of it');
    [['context' => $ready]] = await_logged($fleet, '/^ready/');
    check($ready['who'] === 'worker#2' && $ready['pid'] !== $fleet->pid, 'the master speaks for a worker that is ready');

    // What did not go to the logger.
    $log = $file ? file_get_contents("$fleet->home/fleet.log") : $fleet->log();
    $lines = lines($log);
    $of = fn (string $who) => array_column(array_filter($lines, fn ($line) => preg_match("/^$who$/", $line['who']) && $line['event'] === 'log'), 'sentence');
    check($of('script|master') === ['before', 'after'], "the script's own lines: $log");
    $jobs = $of('worker#\d');
    sort($jobs);
    check($jobs === ['job of 1', 'job of 1', 'job of 2', 'job of 2', 'job of 2'], "the workers' lines: $log");
    check(count($lines) === 2 + count($jobs) + ($file ? count($got) : 0), "with a logFile the master's lines too, otherwise none: $log");
    check(!$file || $fleet->log() === '', "then stderr is silent: {$fleet->log()}");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
