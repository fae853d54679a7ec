--TEST--
a worker becomes another program: with its arguments, its environment and nothing else of ours; stop and reload reach it, and its end is judged
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
// What the program is: it tells what it finds, and then does as it is told.
if (($argv[1] ?? "") === "program") {
    $status = file_get_contents("/proc/self/status");
    preg_match_all("/^Sig(Blk|Ign):\\t(.*)$/m", $status, $masks);
    $fds = array_diff(scandir("/proc/self/fd"), [".", ".."]);
    $open = array_filter(array_map(fn ($fd) => @readlink("/proc/self/fd/$fd"), $fds), fn ($link) => $link && str_contains($link, "naruto"));
    $pipe = HOME . "/opened";
    $open = [...$open, ...array_filter(array_map(fn ($fd) => @readlink("/proc/self/fd/$fd"), $fds), fn ($link) => $link === $pipe)];
    tell(json_encode(["args" => array_slice($argv, 2), "name" => getenv("WORKER_NAME"), "kept" => getenv("KEPT"), "added" => getenv("ADDED"),
        "blocked" => hexdec($masks[2][0]), "open" => array_values($open)]));
    preg_match("/^PPid:\\s+(\\d+)/m", $status, $parent);
    tell("pid " . getmypid() . " of $parent[1]");
    if ($argv[2] === "polite") {
        pcntl_async_signals(true);
        pcntl_signal(SIGTERM, function () {
            work("the last job", 0.05);
            exit(0);
        });
    }
    while (true) {
        sleep(1000);
    }
}
putenv("ADDED=by putenv");
$opened = fopen(HOME . "/opened", "w");
$manager = new Naruto\Manager(["startNum" => 1]);
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->cause " . json_encode([$exit->failed, $exit->status, $exit->signal])));
$manager->onWorkerStop(fn () => tell("stop hook"));
$manager->run(function (Naruto\Worker $worker) {
    register_shutdown_function(fn () => tell("shutdown function"));
    $how = trim((string) @file_get_contents(HOME . "/how")) ?: "rude";
    if ($how === "fails") {
        foreach ([["no-such-program"], ["/etc/passwd"], [HOME], [], [""], ["a\0b"], ["sh", ["-c"]], ["sh", null]] as $command) {
            try {
                $worker->exec($command);
            } catch (Throwable $throwable) {
                tell(get_class($throwable) . ": " . str_replace(HOME, "(home)", $throwable->getMessage()));
            }
        }
        foreach ([["A=B" => "c"], ["c"], ["A" => []]] as $env) {
            try {
                $worker->exec(["sh"], $env);
            } catch (Throwable $throwable) {
                tell(get_class($throwable) . ": {$throwable->getMessage()}");
            }
        }
        tell("goes on");
        $worker->wait(INF);
        return;
    }
    ob_start();
    echo "buffered\n";
    $worker->exec([PHP_BINARY, "-n", $_SERVER["argv"][0], "program", $how, "two words", "", "é"], ["WORKER_NAME" => $worker->name]);
});
', ['env' => ['KEPT' => 'as it was']]);
$pid = function () use ($fleet, &$starts): int {
    preg_match('/^pid (\d+) of (\d+)$/', $fleet->awaitTold('/^pid /', ++$starts)[$starts - 1], $found);
    check((int) $found[2] === $fleet->pid, 'its parent is the master');
    check($fleet->waitWorkers(1) === [(int) $found[1]], 'it is the worker');
    return (int) $found[1];
};
$how = fn (string $how) => file_put_contents("$fleet->home/how", $how);
$ends = function (string $line) use ($fleet, &$ends_so_far): void {
    $told = $fleet->awaitTold('/^exit /', ++$ends_so_far)[$ends_so_far - 1];
    check($told === $line, "$line, not $told");
};
$first = $pid();
echo $fleet->told('/^{/')[0], "\n";
check(str_contains($fleet->output(), 'buffered'), 'what was buffered is printed');
$status = $fleet->command('status')[1];
check(preg_match('/worker#1 +\d+ +busy.* \S*php\S* -n /', $status) === 1, "status shows what it is: $status");

$fleet->signal(SIGUSR1);
$ends('exit reload [false,null,"SIGTERM"]');
$how('polite');
posix_kill($pid(), SIGKILL);
$ends('exit signal [true,null,"SIGKILL"]');
$pid();
$fleet->write($fleet->pid, "reload worker#1\n");
$ends('exit reload [false,0,null]');
check($fleet->told('/last job/') === ['begin the last job', 'end the last job'], 'it had the time for its job');
// By who it is, and not by us.
$running = $pid();
$how('fails');
posix_kill($running, SIGTERM);
$ends('exit exit [false,0,null]');
$fleet->awaitTold('/^goes on$/');
echo implode("\n", $fleet->told('/^(Naruto|ValueError|TypeError)/')), "\n";
check($fleet->told('/hook|shutdown function/') === [], 'no hook of a worker that became a program');
$how('rude');
$fleet->write($fleet->waitWorkers(1)[0], "reload\n");
$fleet->awaitTold('/^shutdown function/');
$ends('exit reload [false,0,null]');
$pid();
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->awaitLog('/ ended: 1 worker left .* no job was cut/');
check(!preg_match('/ killed: /', $fleet->log()), "nobody was killed: {$fleet->log()}");

$orphaned = $fleet->again();
$orphaned->awaitTold('/^pid /', ++$starts);
$orphaned->signal(SIGKILL);
$orphaned->wait();
$orphaned->until(fn () => !$orphaned->processes(), 'the program to follow its master');
$swept = $orphaned->again();
$swept->awaitTold('/^pid /', ++$starts);
$swept->signal(SIGTERM);
check($swept->wait() === 0, 'the next one ends with 0');
$swept->clean();
?>
--EXPECT--
{"args":["rude","two words","","\u00e9"],"name":"worker#1","kept":"as it was","added":"by putenv","blocked":0,"open":[]}
Naruto\ProcessException: exec no-such-program: No such file or directory (ENOENT)
Naruto\ProcessException: exec /etc/passwd: Permission denied (EACCES)
Naruto\ProcessException: exec (home): Permission denied (EACCES)
ValueError: Naruto\Worker::exec(): Argument #1 ($command) must name a program, and nothing may contain a NUL
ValueError: Naruto\Worker::exec(): Argument #1 ($command) must name a program, and nothing may contain a NUL
ValueError: Naruto\Worker::exec(): Argument #1 ($command) must name a program, and nothing may contain a NUL
TypeError: Naruto\Worker::exec(): Argument #1 ($command) must contain strings only, array given
TypeError: Naruto\Worker::exec(): Argument #1 ($command) must contain strings only, null given
ValueError: Naruto\Worker::exec(): Argument #2 ($env): "A=B" is no name of a variable
ValueError: Naruto\Worker::exec(): Argument #2 ($env) must have names as keys
TypeError: Naruto\Worker::exec(): Argument #2 ($env) must contain strings only, array given
