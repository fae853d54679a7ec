--TEST--
a fleet with nothing to do writes nothing, however often its callable is called
--FILE--
<?php
require __DIR__ . '/lines.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 4, "logLevel" => "debug", "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
        static $job = 0; if (++$job % 100 === 0) { tell("hundred"); } });');
$fleet->awaitLog('/ started: /');
$fleet->awaitTold('/hundred/', 4);
$before = $fleet->log();
$fleet->awaitTold('/hundred/', 40);
check($fleet->log() === $before, 'nothing was written: ' . substr($fleet->log(), strlen($before)));
check($fleet->output() === '', 'nor to stdout');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(substr_count($fleet->log(), "\n") > substr_count($before, "\n"), 'the end is told');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
