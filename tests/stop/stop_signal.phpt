--TEST--
stopSignal: a loop of somebody else's, which knows nothing but a signal, leaves on stop, reload and scale
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "stopSignal" => SIGALRM]);
// As in an event loop: it blocks, and is woken by nothing but its own handler.
$loop = function (int $signal) {
    return function ($worker) use ($signal) {
        $running = true;
        pcntl_async_signals(true);
        pcntl_signal($signal, function () use (&$running) { $running = false; }, false);
        tell("begin $worker->name $worker->pid");
        while ($running) {
            sleep(1000);
        }
        tell("end $worker->name $worker->pid");
    };
};
// Signals that a worker obeys, ignores and has no use for otherwise.
$manager->group("term", ["stopSignal" => SIGTERM], $loop(SIGTERM));
$manager->group("int", ["stopSignal" => SIGINT], $loop(SIGINT));
$manager->group("winch", ["stopSignal" => SIGWINCH], $loop(SIGWINCH));
$manager->group("managers", [], $loop(SIGALRM));
$manager->group("none", ["stopSignal" => 0], function ($worker) {
    pcntl_async_signals(true);
    pcntl_signal(SIGALRM, fn () => tell("got what it was not to get"));
    tell("begin $worker->name $worker->pid");
    hold("none");
});
// Whoever handles it not: its action by default, the end of the process, is not what is meant.
$manager->group("deaf", ["hangupLoopMicrotime" => 3600000000], fn ($worker) => tell("begin $worker->name $worker->pid"));
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->name $exit->cause $exit->status"));
$manager->run();
');
$looping = ['term', 'int', 'winch', 'managers'];
$groups = [...$looping, 'none', 'deaf'];
$begun = fn (int $number) => array_map(fn ($group) => $fleet->awaitTold("/^begin $group#/", $number), $groups);
$begun(2);
$fleet->awaitLog('/ started: 12 workers /');

$old = $fleet->waitNames(12);
$fleet->write($fleet->pid, "reload\n");
foreach (array_diff($groups, ['none']) as $group) {
    $fleet->awaitTold("/^exit $group#[12] reload 0$/", 2);
    check(in_array($group, $looping) === (count($fleet->told("/^end $group#/")) === 2), "$group: its loop has come to its end");
}
check($fleet->told('/^exit none/') === [], 'without a signal it goes on to the end of its job');
$fleet->open('none');
$fleet->awaitTold('/^exit none#[12] reload 0$/', 2);
$begun(4);
$new = $fleet->waitNames(12);
check(!array_intersect($old, $new), 'all are new');

$fleet->write($fleet->pid, "scale 1 term\n");
$fleet->awaitTold('/^exit term#2 scale 0$/');
check($fleet->waitNames(11) === array_diff_key($new, ['term#2' => 0]), 'it went to nobody else');

$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(count($fleet->told('/^exit \S+ stop 0$/')) === 11, 'all were asked to stop: ' . implode(', ', $fleet->told('/^exit/')));
check(count($fleet->told('/^end /')) === 16 && $fleet->told('/not to get/') === [], 'all loops have come to their ends');
check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), 'nobody has died of it: ' . $fleet->log());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
