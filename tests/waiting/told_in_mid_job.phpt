--TEST--
One wait of a job ends because it is time to leave; the job goes on, and its next waits last as long as it wants
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$switches = fn () => getrusage()["ru_nvcsw"];
$manager = new Naruto\Manager(["startNum" => 1]);
$manager->onWorkerStop(function (Naruto\Worker $worker) {
    tell("in the hook " . count($worker->wait(INF)));
});
$manager->run(function (Naruto\Worker $worker) use ($switches) {
    [$left, $right] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    tell("waits");
    tell("told " . json_encode([count($worker->wait(INF)), $worker->stopping()]));
    $before = $switches();
    for ($pause = 0; $pause < 3; $pause++) {
        $worker->wait(0.02);
    }
    tell("slept " . ($switches() - $before >= 3 ? "three times" : "less"));
    fwrite($right, "reply\n");
    tell("got " . ($worker->wait(INF, $left) ? trim(fgets($left)) : "nothing"));
    tell("in vain " . count($worker->wait(0.001, $left)));
    tell("stays told " . json_encode($worker->stopping()));
});
');
$fleet->awaitTold('/waits/');
$fleet->signal(SIGUSR2);
$fleet->awaitTold('/in the hook/');
check($fleet->wait() === 0, 'the fleet ends with 0');
echo implode("\n", $fleet->told()), "\n";
check(str_contains($fleet->log(), 'no job was cut, 1 job done'), 'the job was done');
$fleet->clean();
?>
--EXPECT--
waits
told [0,true]
slept three times
got reply
in vain 0
stays told true
in the hook 0
