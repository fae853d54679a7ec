--TEST--
the death of the master is an answer; an asker that is interrupted leaves nothing and stops nothing
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["name" => "shop", "startNum" => 1, "orphanGrace" => 0.1]))->run(function ($worker) {
    tell("begin $worker->pid");
    hold("end");
    tell("end $worker->pid");
});
');
$fleet->awaitTold('/begin/');
$fleet->awaitLog('/ started: /');
$answers = fn () => glob($fleet->dir() . '/answer.*');

foreach ([SIGINT, SIGTERM] as $round => $signal) {
    $asker = $fleet->again(['reload']);
    $fleet->until(fn () => count($answers()) === 1 && str_contains($fleet->log(), 'reload: asked'), 'it waits for its answer');
    $asker->signal($signal);
    check($asker->wait() === 130, 'the asker goes');
    check($asker->log() === "reload: not waited for any more, it goes on\n", "it says what goes on: {$asker->log()}");
    check($answers() === [], 'its pipe is gone');
}
check(!$fleet->told('/end/'), 'the job goes on');

$asker = $fleet->again(['stop']);
$fleet->awaitLog('/ stop: asked /');
$fleet->signal(SIGKILL);
check($asker->wait() === 1, 'a stop that did not happen as it should');
check($asker->log() === "shop has ended without a word\n", $asker->log());
$fleet->wait();
$fleet->until(fn () => !$fleet->processes(), 'the orphan goes');

// What a killed asker left is swept.
posix_mkfifo(glob("$fleet->home/run/*")[0] . '/answer.1', 0600);
$fleet->open('end');
$next = $fleet->again();
$next->awaitLog('/ started: /');
check(glob($next->dir() . '/answer.*') === [], 'the next start sweeps');
$next->signal(SIGTERM);
check($next->wait() === 0, 'it stops');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
