--TEST--
in the middle of a loop without a pause an order is obeyed within 10 ms
--DESCRIPTION--
The pipe is looked at every millisecond; what the master says is seen at once. Ten times 10 ms is allowed.
--CONFLICTS--
all
--FILE--
<?php
require __DIR__ . '/hot.inc';

$fleet = hot_leaving();
$ways = [
    'reload to the master by signal' => fn (Fleet $fleet) => $fleet->signal(SIGUSR1),
    'reload to the worker by pipe' => fn (Fleet $fleet, int $pid) => $fleet->write($pid, "reload\n"),
    'stop to the worker by signal' => fn (Fleet $fleet, int $pid) => posix_kill($pid, SIGUSR2),
];
foreach ($ways as $way => $order) {
    // A second reload of the fleet within a second would wait for the end of that second.
    foreach (obeyed_after($fleet, $order, str_contains($way, 'master') ? 1 : 10) as $took) {
        check($took < 100, "$way is obeyed within 100 ms, not $took");
    }
}
[$took] = obeyed_after($fleet, fn (Fleet $fleet) => $fleet->write($fleet->pid, "stop\n"), 1);
check($took < 100, "stop to the master by pipe is obeyed within 100 ms, not $took");
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
