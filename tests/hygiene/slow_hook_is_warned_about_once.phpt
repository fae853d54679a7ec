--TEST--
a hook that keeps the master busy for more than 100 ms is warned about, once
--FILE--
<?php
require __DIR__ . '/hook.inc';

$fleet = hooked('nap(0.15); tell("slept");');
foreach ([1, 2] as $time) {
    $fleet->signal(SIGUSR1);
    $fleet->awaitTold('/^slept$/', $time);
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(preg_match_all('/^\S+ warning master .*  slow: defineSigHandler\(\) took [\d.]+ m?s in the master, .*$/m', $fleet->log()) === 1, "one warning:\n" . $fleet->log());
$fleet->clean();

$fleet = hooked('tell("quick");');
$fleet->signal(SIGUSR1);
$fleet->awaitTold('/^quick$/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!str_contains($fleet->log(), ' slow: '), 'a quick one is fine');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
