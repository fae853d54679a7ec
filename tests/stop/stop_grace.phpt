--TEST--
stopGrace ends a stop that would wait for ever
--DESCRIPTION--
Without it a stop waits as long as the job takes.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 2, "stopGrace" => 0.3]))->run(function ($worker) {
    tell("begin");
    $worker->id === 1 ? doze() : hold("end");
    tell("end");
});
');
$fleet->awaitTold('/begin/', 2);
$fleet->awaitLog('/started: /');
$asked = clock();
$fleet->signal(SIGUSR2);
$fleet->awaitLog('/stop: asked by SIGUSR2/');
$fleet->open('end');
check($fleet->wait() === 0, 'it ends with 0');
check(clock() - $asked >= 0.3, 'the grace was given');
check($fleet->told('/end/') === ['end'], 'who ends in time is not cut');
check(preg_match('/ killed: worker#1 .*, in a job after/', $fleet->log()) === 1, 'the kill is told');
check(str_contains($fleet->log(), ' ended: 2 workers left after '), 'the end is told');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
