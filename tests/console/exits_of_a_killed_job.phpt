--TEST--
kill -9 in the middle of a job: exits shows note and age, and status that it failed
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/fleet.inc';

$fleet = shop();
$fleet->open('busy');
[$line] = $fleet->awaitTold('/^busy/');
$pid = (int) substr($line, 5);
$seen = fn () => array_column(status_of($fleet)['workers'], null, 'pid')[$pid];
$since = $seen()['since'];
// So that the age is one that shows.
$fleet->until(fn () => microtime(true) - $since > 0.3, '0.3 s of the job');
unlink("$fleet->home/gate-busy");
posix_kill($pid, SIGKILL);
$killed = microtime(true);
$fleet->until(fn () => status_of($fleet)['groups']['worker']['deaths']['signal'] === 1, 'the death to be told');

$exit = json_decode($fleet->command('exits', '--json')[1], true)['exits'][0];
foreach (['name' => 'worker#1', 'pid' => $pid, 'cause' => 'signal', 'failed' => true, 'status' => null, 'signal' => 'SIGKILL', 'note' => 'order 7 张伟'] as $key => $value) {
    check($exit[$key] === $value, "$key is " . json_encode($value) . ', not ' . json_encode($exit[$key]));
}
check($exit['busy'] >= 0.3 && abs($exit['busy'] - ($killed - $since)) < 0.3, "the job was in hand for {$exit['busy']} s");
check(abs($exit['at'] - $killed) < 0.5, 'it was just now');

[$status, $out] = $fleet->command('exits');
$row = "~\n *\d{4}-\d\d-\d\dT[\d:]+ +worker#1 +$pid +signal +SIGKILL +\d+ +1 +\S+ +[\d.]+s +order 7 张伟 +-\n~";
check($status === 0 && preg_match($row, $out) === 1, $out);
check(str_contains($out, "\n1 death: 1 signal\n"), $out);
$terminal = $fleet->onTerminal(['exits'], 80);
check($terminal->wait() === 0 && str_contains($terminal->text(), 'order 7 张伟'), $terminal->text());
[, $out] = $fleet->command('status');
check(preg_match('~, 1 failed, ~', $out) === 1 && preg_match('~\n1 death: 1 signal +see: php shop.php exits\n~', $out) === 1, $out);

$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
