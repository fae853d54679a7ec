--TEST--
what workers of a fleet in the background print is in the log, line by line, with the worker and its pid
--FILE--
<?php
require __DIR__ . '/daemon.inc';

foreach (['text', 'json'] as $format) {
    $fleet = start_daemon('<?php
        require getenv("IN_WORKER");
        $manager = new Naruto\Manager(["logFile" => "fleet.log", "logFormat" => "' . $format . '"]);
        $manager->onWorkerExit(function () { echo "in the master\n"; });
        $manager->group("shop", ["startNum" => 2], function ($worker) {
            if ($worker->jobs > 0) { return; }
            echo "echo of $worker->name\nand a second line\n";
            fwrite(STDERR, "standard error of $worker->name\n");
            file_put_contents("php://stdout", "php://stdout of $worker->name\n");
            echo "in ", "pieces ", "by $worker->name\n";
            system("echo a program of $worker->name");
            // One that is not read by PHP, and that still runs while it is looked at.
            proc_close(proc_open(["sh", "-c", "echo another program of $worker->name; sleep 0.3"], [], $pipes));
            trigger_error("a warning of $worker->name", E_USER_WARNING);
            echo str_repeat("x", 100000), "\n";
            tell("printed");
        });
        $manager->group("last", ["startNum" => 1, "hangupLoopMicrotime" => 1000], function ($worker) {
            echo "the last words of $worker->pid";
            hold("die");
            posix_kill(getmypid(), SIGKILL);
        });
        $manager->run();
        echo "after the end\n";', ['ini' => ['display_errors' => '1', 'html_errors' => '0']]);
    $workers = $fleet->waitNames(3);
    $fleet->awaitTold('/^printed$/', 2);
    $fleet->open('die');
    $log = fn () => file_get_contents("$fleet->home/fleet.log");
    $fleet->until(fn () => str_contains($log(), 'in the master'), 'the hook');
    check($fleet->command('stop')[0] === 0, 'it stops');
    await_end($fleet);

    $text = $log();
    if ($format === 'json') {
        $lines = array_map(json_decode(...), array_filter(explode("\n", $text), fn ($line) => $line !== '' && $line !== 'after the end'));
        check(!in_array(null, $lines, true), 'every line is an object');
        $output = array_map(fn ($line) => "$line->who $line->pid $line->message", array_filter($lines, fn ($line) => $line->event === 'output'));
    } else {
        $output = lines_of($text, 'output');
    }
    foreach ($workers as $name => $pid) {
        if (!str_starts_with($name, 'shop')) {
            continue;
        }
        $wanted = ["echo of $name", 'and a second line', "standard error of $name", "php://stdout of $name", "in pieces by $name", "a program of $name"];
        foreach ($wanted as $line) {
            check(count(array_keys($output, "$name $pid $line", true)) === 1, "$format: $name says once: $line");
        }
        check(count(preg_grep("/^$name \d+ another program of $name$/", $output)) === 1, "$format: its program is told of as its own");
        check(count(preg_grep("/^$name $pid Warning: a warning of $name in /", $output)) === 1, "$format: errors of PHP, too");
        $long = implode('', array_map(fn ($line) => strrchr($line, ' '), preg_grep("/^$name $pid x+$/", $output)));
        check(substr_count($long, 'x') === 100000, "$format: nothing of a long line is missing: " . substr_count($long, 'x'));
    }
    $last = $workers['last#1'];
    check(preg_match("/the last words of $last.*last#1 \(pid $last\) by SIGKILL/s", $text) === 1, "$format: last words come before the end");
    check(count(preg_grep("/^master $fleet->pid in the master$/", $output)) >= 1, "$format: the master's own is the master's");
    check(str_ends_with($text, "\nafter the end\n"), "$format: what comes after the fleet is in the file as well");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
