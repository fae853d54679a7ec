--TEST--
an idle fleet with timers is woken for them and for nothing else
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../idle/quiet.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 4]);
$manager->onWorkerStart(function ($worker) {
    $worker->cron("0 0 1 1 *", fn () => 0);
    $worker->cron("@yearly", fn () => 0);
    $worker->every(3600, fn () => 0);
    if ($worker->id === 4) {
        $worker->every(0.5, fn () => tell("turn"));
    }
});
$manager->run(function ($worker) {
    while ($worker->running()) {
        $worker->wait(INF);
    }
});
');
$fleet->awaitLog('/ started: 4 workers /');
$names = $fleet->waitNames(4);
$fleet->awaitTold('/turn/', 2);
$before = switches($fleet);
$turns = count($fleet->told());
$fleet->awaitTold('/turn/', $turns + 6);
$after = switches($fleet);
$woken = array_keys(array_diff_assoc($after, $before));
check($woken === [$names['worker#4']], 'only the one with something to do was woken: ' . json_encode([$woken, $names]));
$times = $after[$names['worker#4']] - $before[$names['worker#4']];
// A turn writes a line; on a busy machine that may be interrupted and goes on.
check($times >= 6 && $times <= 24, "once or little more for each of 6 turns: $times");
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
