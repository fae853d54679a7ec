--TEST--
nothing is left however the master's script ends, and its own signal handlers are its own again
--DESCRIPTION--
A script that takes the steps apart may forget to wait, throw, or die; the fleet goes with it.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$start = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "terminateGrace" => 0.3]);
$manager->configure(["callable" => function ($worker) { tell("begin"); $worker->id === 1 ? spin() : nap(0.01); }]);
$manager->execFork();
hold("go");
';
$ends = [
    'return;' => 0,
    'exit(9);' => 9,
    'throw new Exception("so it goes");' => 255,
    '$manager = null; tell("gone " . count(children()));' => 0,
    'ini_set("memory_limit", "4M"); $much = str_repeat("x", 1 << 26);' => 255,
];
$children = 'function children() { return array_filter(scandir("/proc"), fn ($pid) => preg_match("/^\d+ .* . " . getmypid() . " /", (string) @file_get_contents("/proc/$pid/stat"))); }';
foreach ($ends as $code => $status) {
    $fleet = Fleet::start("$start\n$code\n$children");
    $fleet->awaitTold('/begin/', 3);
    $fleet->open('go');
    $ended = $fleet->wait();
    check($ended === $status, "$code ends with $status, not $ended");
    check(preg_match('/ terminate: asked by the end of the script, jobs have 300 ms left/', $fleet->log()) === 1, "$code: the end is told: {$fleet->log()}");
    check(preg_match('/ killed: worker#1 /', $fleet->log()) === 1, "$code: the busy one is killed");
    check($fleet->told('/gone/') === (str_contains($code, 'gone') ? ['gone 0'] : []), "$code: it has waited for them");
    $fleet->clean();
}

// After run() the signals are the script's.
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
pcntl_async_signals(true);
pcntl_signal(SIGUSR1, function () { tell("mine"); });
(new Naruto\Manager(["startNum" => 1]))->run(fn () => 0);
posix_kill(getmypid(), SIGUSR1);
tell("after");
posix_kill(getmypid(), SIGTERM);
');
$fleet->awaitLog('/started: /');
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/1 of 1 renewed/');
check(!$fleet->told(), 'while it runs the signal is the fleet\'s');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 128 + SIGTERM, 'a TERM afterwards is the system\'s');
check($fleet->told() === ['mine', 'after'], 'the handler of the script is back: ' . implode(' ', $fleet->told()));
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
