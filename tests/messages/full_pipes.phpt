--TEST--
a full pipe takes no message and blocks nobody; what was taken arrives, commands still do, and a callback that throws harms no other
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 3600000000]);
$manager->onWorkerStart(function ($worker) {
    $got = 0;
    $worker->onMessage(function (string $text) use (&$got, $worker) {
        if ($text === "throw") {
            throw new RuntimeException("no such rate");
        }
        $got++;
        if ($text === "report") {
            tell("$worker->name got $got");
        }
    });
});
$manager->onMessage(function (string $text, $from) use ($manager) {
    static $heard = 0;
    if ($text === "flood") {
        $began = clock();
        for ($taken = 0; $manager->send(str_repeat("x", 480), "worker#2"); $taken++);
        tell("master: full after $taken" . (clock() - $began < 5 ? "" : ", too slow"));
        tell("to the other " . $manager->send("report", "worker#1"));
        hold("worker");
        throw new RuntimeException("in the master");
    }
    $heard++;
    if ($text === "report") {
        tell("master heard $heard");
        tell("throw " . $manager->send("throw", "worker#1"));
    }
});
$manager->run(function (Naruto\Worker $worker) {
    if ($worker->id === 1) {
        return;
    }
    $worker->send("flood");
    hold("flooded");
    for ($sent = 0; $worker->send(str_repeat("y", 480)); $sent++);
    tell("worker: full after $sent");
    hold("read");
    while (!$worker->send("report")) {
        nap(0.01);
    }
});
');
[$line] = $fleet->awaitTold('/^master: full after \d+$/');
check(preg_match('/(\d+)$/', $line, $taken) && $taken[1] > 50, "some were taken: $line");
$fleet->awaitTold('/^to the other 1$/');
$fleet->awaitTold('/^worker#1 got 1$/');
$fleet->open('flooded');
[$line] = $fleet->awaitTold('/^worker: full after \d+$/');
check(preg_match('/(\d+)$/', $line, $sent) && $sent[1] > 50, "some were sent: $line");
$fleet->open('worker');
$fleet->open('read');
[$line] = $fleet->awaitTold('/^master heard \d+$/');
check($line === 'master heard ' . $sent[1] + 1, "$line of $sent[1] and the report");
$fleet->awaitTold('/^throw 1$/');
$fleet->awaitLog('/worker#1 +\d+  died: RuntimeException: no such rate in .*; 1 job done/');
$fleet->awaitLog('/in onMessage\(\): RuntimeException: in the master/');
// Behind all that, and at once.
$fleet->write($fleet->pid, "reload\n");
$fleet->awaitLog('/2 of 2 renewed/');
check(!str_contains($fleet->log(), 'not delivered'), "all had arrived: {$fleet->log()}");
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
