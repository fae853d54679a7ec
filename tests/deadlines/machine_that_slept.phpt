--TEST--
a master that was stopped for long gives everybody a second more before it kills, once
--DESCRIPTION--
As after the sleep of the whole machine: what was due meanwhile had not the time that was meant for it.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 1000, "killGrace" => 2.5]);
$deaf = function ($worker) {
    $worker->note("$worker->group 42");
    $worker->deadline(0.1);
    try {
        spin();
    } catch (Naruto\TimeoutException) {
        tell("out of time $worker->group");
        hold($worker->group);
    }
    tell("done $worker->group");
};
foreach (["ends", "stays"] as $group) {
    $manager->group($group, [], function ($worker) use ($deaf) {
        if (@mkdir(HOME . "/once-$worker->group")) {
            $deaf($worker);
            return;
        }
        $worker->deadline(INF);
        tell("next $worker->group $worker->pid");
        hold("end");
    });
}
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->group $exit->cause " . clock()));
$manager->run();
');
$fleet->awaitLog('/ started: /');
$workers = $fleet->waitNames(2);
$fleet->awaitTold('/^out of time /', 2);
// Whatever it obeys, it hears its workers first: from now on it counts killGrace.
$fleet->write($fleet->pid, "reload nobody\n");
$fleet->awaitLog('/ refused: /');
$fleet->signal(SIGSTOP);
until(fn () => proc_stat($fleet->pid)['state'] === 'T', 'the master to stop');
check($fleet->told('/^exit/') === [], 'it has killed nobody');
// killGrace, and what counts as sleep.
nap(2.5 + 1.2);
$woken = clock();
$fleet->signal(SIGCONT);
$fleet->open('ends');
check($fleet->awaitTold('/^next ends/') === ["next ends {$workers['ends#1']}"], 'who ends its job in the second that it gets goes on');
[$exit] = $fleet->awaitTold('/^exit /');
[, $group, $cause, $at] = explode(' ', $exit);
check([$group, $cause] === ['stays', 'timeout'], "who does not is killed: $exit");
check($at - $woken >= 1, 'not at once: ' . ($at - $woken));
$fleet->awaitTold('/^next stays/');
$fleet->open('end');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(substr_count($fleet->log(), ' killed: ') === 1, 'that is the only one: ' . $fleet->log());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
