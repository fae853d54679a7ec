--TEST--
a job that blocks in C code, or swallows its TimeoutException, is killed after killGrace, and its note is told
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
posix_mkfifo(HOME . "/silent", 0600);
$manager = new Naruto\Manager(["startNum" => 1, "jobTimeout" => 0.1, "killGrace" => 0.3, "hangupLoopMicrotime" => 1000]);
$once = fn (string $name, callable $job) => function (Naruto\Worker $worker) use ($name, $job) {
    $worker->deadline(INF);
    if (@mkdir(HOME . "/once-$name")) {
        $worker->note("$name 42");
        $worker->deadline(0.1);
        $job();
    }
};
$manager->group("blocked", [], $once("blocked", fn () => fread(fopen(HOME . "/silent", "r+"), 10)));
$manager->group("deaf", [], $once("deaf", function () {
    while (true) {
        try {
            while (true) {}
        } catch (Naruto\TimeoutException) {
            tell("swallowed");
        }
    }
}));
$manager->onWorkerExit(function (Naruto\WorkerExit $exit) {
    tell(json_encode($exit) . " $exit");
});
$manager->run();
');
foreach (['blocked', 'deaf'] as $name) {
    [$line] = $fleet->awaitTold("/\"name\":\"$name#1\"/");
    $exit = json_decode(substr($line, 0, strrpos($line, '}') + 1), true);
    check([$exit['cause'], $exit['failed'], $exit['status'], $exit['signal']] === ['timeout', true, null, 'SIGKILL'], $line);
    check($exit['note'] === "$name 42" && $exit['busy'] >= 0.4 && $exit['busy'] < 4, "$name: note and age: $line");
    check(str_contains($line, "$name#1 (pid {$exit['pid']}) was killed: it did not end its job in time, in \"$name 42\" after "), $line);
    $fleet->awaitLog("/ error   master .* killed: $name#1 \(pid {$exit['pid']}\): it did not end its job in time, in \"$name 42\" after /");
    $fleet->awaitLog("/ $name#1 .* ready: /");
}
check($fleet->told('/^swallowed$/') === ['swallowed'], 'a deadline throws once');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
