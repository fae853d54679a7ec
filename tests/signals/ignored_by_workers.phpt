--TEST--
INT, QUIT and HUP sent to a worker are ignored
--DESCRIPTION--
The terminal sends them to the whole group; the master coordinates, so a worker must not leave by itself.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    if (file_exists(HOME . "/gate-job")) {
        tell("begin $worker->pid");
        hold("end");
        tell("end $worker->pid");
    }
});
');
$worker = $fleet->waitWorkers(1)[0];
$fleet->awaitLog('/started: /');
$send = fn () => array_map(fn ($signal) => posix_kill($worker, $signal), [SIGINT, SIGQUIT, SIGHUP]);
// In a pause, and in a job.
$send();
$fleet->open('job');
$fleet->awaitTold('/begin/');
$send();
unlink("$fleet->home/gate-job");
$fleet->open('end');
check($fleet->awaitTold('/^end/') === ["end $worker"], 'the job is done');
// What it does obey comes after them, so they have been looked at by then.
check($fleet->workers() === [$worker], 'it is still there');
$fleet->write($worker, 'reload');
$fleet->until(fn () => !proc_stat($worker), 'its end');
$fleet->waitWorkers(1);
check(!str_contains($fleet->log(), ' died: '), 'it has left as it was asked: ' . $fleet->log());
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
