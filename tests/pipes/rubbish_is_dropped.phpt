--TEST--
a megabyte of rubbish in any pipe does nothing but one line of the log
--DESCRIPTION--
Somebody redirects a file into the wrong place: the fleet works on, and says so once, not once a read. Also a worker
that never pauses says it.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => $argv[1]]);
$manager->onWorkerStart(fn ($worker) => tell("born $worker->pid"));
$manager->run(fn () => nap(0.0001));
';
$rubbish = random_bytes(1 << 20);
$plain = strtr($rubbish, "\n", 'n');
foreach (['200000' => 'that pauses', '0' => 'that never pauses'] as $pause => $kind) {
    $fleet = Fleet::start($code, ['args' => [(string) $pause]]);
    $workers = $fleet->waitWorkers(2);
    $fleet->awaitLog('/started: /');
    // Ends of lines are no rubbish, so without them the number is exact.
    $fleet->write($fleet->pid, "$plain\n");
    $fleet->write($workers[0], "$plain\n");
    $fleet->write($workers[1], $rubbish);
    foreach ([$fleet->pid, $workers[0]] as $pid) {
        $fleet->awaitLog("/warning .* $pid  dropped: 1048576 bytes on naruto\\.pipe$pid are no command\\n/", 5);
    }
    $bytes = $fleet->awaitLog("/warning .* $workers[1]  dropped: (\\d+) bytes on naruto\\.pipe$workers[1] are no command\\n/", 5)[1];
    $all = strlen($rubbish) - substr_count($rubbish, "\n");
    // What has no end yet may still become a command.
    check($bytes <= $all && $bytes > $all - 1200, "a worker $kind counts $bytes of $all");
    check(substr_count($fleet->log(), ' dropped: ') === 3, "one line each: {$fleet->log()}");
    check($fleet->workers() === $workers && count($fleet->told('/born/')) === 2, "nobody $kind has left");

    // Nobody is deaf now.
    $fleet->write($workers[0], "reload\n");
    $fleet->until(fn () => !proc_stat($workers[0]), 'the end of one worker');
    $fleet->write($workers[1], "\nreload\n");
    $fleet->until(fn () => !proc_stat($workers[1]), 'the end of the other');
    $fleet->waitWorkers(2);
    $fleet->write($fleet->pid, 'stop');
    check($fleet->wait() === 0, 'it stops with 0');
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
