--TEST--
with slowTimeout a fleet without a job is not woken once, and a worker is not when its job is told to be slow
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../idle/quiet.inc';

$fleet = idle_fleet('"slowTimeout" => 0.05, ');
$before = switches($fleet);
check(count($before) === 65 && !in_array('gone', $before, true), 'all 65 are counted');
nap(idle_for());
$woken = array_diff_assoc(switches($fleet), $before);
check($woken === [], 'nobody has been woken: ' . json_encode($woken));
reload_and_stop($fleet);

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1, "slowTimeout" => 3, "terminateGrace" => 0]))->run(function ($worker) {
    tell("sleeps");
    sleep(1000);
    tell("woken");
});
');
$fleet->awaitTold('/^sleeps$/');
[$pid] = $fleet->workers();
$fleet->until(fn () => proc_stat($pid)['state'] === 'S', 'it to sleep');
$before = switches($fleet)[$pid];
check(!str_contains($fleet->log(), ' slow: '), 'that was before its job became slow');
$fleet->awaitLog('/ slow: .*: sleep\(\)/');
check(switches($fleet)[$pid] === $before, 'it was not woken for its trace');
check($fleet->told('/woken/') === [], 'it sleeps on');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
