--TEST--
a stop while workers still start: they leave without a job; one that never gets ready is killed by terminate
--DESCRIPTION--
A deployment that is called off must not wait for connections that are being opened.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "terminateGrace" => 0.2]);
$manager->onWorkerStart(function () { tell("start"); hold("started"); })->onWorkerStop(fn () => tell("stop"));
$manager->run(fn () => tell("job"));
';
$fleet = Fleet::start($code);
$fleet->awaitTold('/start/', 2);
$fleet->signal(SIGUSR2);
$fleet->awaitLog('/stop: asked by SIGUSR2/');
check(count($fleet->workers()) === 2, 'nobody is killed');
$fleet->open('started');
check($fleet->wait() === 0, 'the stop ends with 0');
$told = $fleet->told();
sort($told);
check($told === ['start', 'start', 'stop', 'stop'], 'no job has begun: ' . implode(' ', $told));
check(!str_contains($fleet->log(), ' started: '), 'a start that was called off is not told as done');
$fleet->clean();

$fleet = Fleet::start($code);
$fleet->awaitTold('/start/', 2);
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'terminate ends with 0');
check(substr_count($fleet->log(), ' killed: ') === 2, 'both were killed');
check(!$fleet->told('/job|stop/'), 'nothing else has run');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
