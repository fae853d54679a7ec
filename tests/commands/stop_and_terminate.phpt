--TEST--
stop and terminate as commands tell who has left, and whose job was cut
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = '<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["name" => "shop", "startNum" => 2, "terminateGrace" => 0.3]))->run(function ($worker) {
    tell("begin $worker->id");
    if ($worker->id === 2) {
        $worker->note("order 88190");
        doze();
    }
});
';
$fleet = Fleet::start($script);
$fleet->awaitTold('/begin 2/');
$fleet->awaitLog('/ started: /');
[$status, $out] = $fleet->command('terminate');
check($status === 0, "it has happened: $status");
check(preg_match('~^terminate: 1 of 2 was killed after \d+ ms: worker#2, [\d.]+ m?s into "order 88190"\n$~', $out) === 1, $out);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();

$fleet = Fleet::start(str_replace('doze();', '', $script));
$fleet->awaitTold('/begin 2/');
$fleet->awaitLog('/ started: /');
[$status, $out] = $fleet->command('stop');
check($status === 0, "it has happened: $status");
check(preg_match('~^stop: all 2 have left after [\d.]+ m?s, no job was cut\n$~', $out) === 1, $out);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
