--TEST--
bootTimeout: a worker whose onWorkerStart does not return is killed and waits longer each time; 0 and a new group are free of it
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "bootTimeout" => 0.2, "jobTimeout" => 0.05, "killGrace" => 0.05]);
$manager->group("spins", [], fn () => tell("job of spins"));
$manager->group("blocks", [], fn () => tell("job of blocks"));
$manager->group("slow", ["bootTimeout" => "60"], fn () => tell("job of slow"));
$manager->group("free", ["bootTimeout" => 0], fn () => tell("job of free"));
$manager->group("quick", [], function ($worker) { $worker->deadline(INF); tell("job of quick"); hold("end"); });
$manager->onWorkerStart(function ($worker) {
    $worker->note("starts");
    match ($worker->group) {
        "spins" => spin(),
        "blocks" => doze(),
        "slow", "free" => hold("start"),
        "quick" => null,
    };
});
$manager->onWorkerExit(fn ($exit) => tell(json_encode($exit) . " $exit"));
$manager->run();
');
foreach (['spins', 'blocks'] as $group) {
    foreach ($fleet->awaitTold("/\"group\":\"$group\"/", 2) as $line) {
        $exit = json_decode(substr($line, 0, strrpos($line, '}') + 1), true);
        check([$exit['cause'], $exit['failed'], $exit['signal']] === ['boot', true, 'SIGKILL'], "$group: $line");
        check($exit['note'] === '' && (float) $exit['busy'] === 0.0 && $exit['uptime'] >= 0.2, "$group held no job: $line");
        check(str_contains($line, " was killed: it was not ready after "), $line);
    }
    $fleet->awaitLog("/ waiting: $group#1 comes back in \\d+ ms, 1st death in a row$/m");
    $fleet->awaitLog("/ waiting: $group#1 comes back in \\d+ ms, 2nd death in a row$/m");
}
// Those who have longer are still at it, and come to their jobs; nobody's start is a job that could be out of time.
$fleet->open('start');
foreach (['slow', 'free', 'quick'] as $group) {
    $fleet->awaitTold("/^job of $group$/");
    check($fleet->told("/\"group\":\"$group\"/") === [], "$group: nobody has died");
}
check($fleet->told('/^job of (spins|blocks)$/') === [], 'who does not start has no job');
$fleet->open('end');
// One that is at its start hears of the stop when that is over; here bootTimeout ends it.
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
