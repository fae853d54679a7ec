--TEST--
a second terminate kills now; with terminateGrace 0 the first one does; a stop can become a terminate
--DESCRIPTION--
Ctrl-C twice is what people press when they mean it; a grace of 0 is the end as 0.5 had it.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 2, "terminateGrace" => $argv[1]]))->run(function ($worker) {
    tell("begin");
    spin();
});
';
$start = function (string $grace) use ($code): Fleet {
    $fleet = Fleet::start($code, ['args' => [$grace]]);
    $fleet->awaitTold('/begin/', 2);
    $fleet->awaitLog('/started: /');
    return $fleet;
};
$ended = function (Fleet $fleet, string $what): void {
    check($fleet->wait(5) === 0, "$what: ends with 0");
    check(substr_count($fleet->log(), ' killed: worker#') === 2, "$what: both kills are told: {$fleet->log()}");
    check(str_contains($fleet->log(), ', 2 in the middle of a job, 0 jobs done'), "$what: the end tells it");
    $fleet->clean();
};

$fleet = $start('3600');
$fleet->signal(SIGTERM);
$fleet->awaitLog('/terminate: asked by SIGTERM, jobs have 3600\.0 s left/');
check(count($fleet->workers()) === 2, 'the first one kills nobody');
$fleet->signal(SIGTERM);
$fleet->awaitLog('/warning .* terminate: asked by SIGTERM, now/');
$ended($fleet, 'TERM twice');

$fleet = $start('3600');
$fleet->signal(SIGINT);
$fleet->awaitLog('/terminate: asked by SIGINT/');
$fleet->write($fleet->pid, "terminate\n");
$ended($fleet, 'INT and the word');

$fleet = $start('0');
$fleet->signal(SIGTERM);
$fleet->awaitLog('/warning .* terminate: asked by SIGTERM, now/');
$ended($fleet, 'no grace');

$fleet = $start('0.2');
$fleet->signal(SIGUSR2);
$fleet->awaitLog('/stop: asked by SIGUSR2/');
check(count($fleet->workers()) === 2, 'the stop kills nobody');
$fleet->signal(SIGTERM);
$fleet->awaitLog('/terminate: asked by SIGTERM, jobs have 200 ms left/');
$ended($fleet, 'stop, then terminate');

// And never the other way round: a stop does not take back a terminate.
$fleet = $start('0.3');
$fleet->signal(SIGTERM);
$fleet->awaitLog('/terminate: asked/');
$fleet->signal(SIGUSR2);
$fleet->signal(SIGUSR1);
$ended($fleet, 'terminate, then stop and reload');
echo "Done\n";
?>
--EXPECT--
Done
