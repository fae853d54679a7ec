--TEST--
twenty reloads and one stop in mid-job leave no job begun and not finished
--DESCRIPTION--
The promise of the whole thing. The master makes reloads that follow closely into one, so each round also tells every
worker by its own pipe, in the middle of its job.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 0]))->run(function ($worker) {
    work("$worker->pid $worker->jobs", 0.1);
});
');
$pids = fn () => array_values(array_unique(array_map(fn ($line) => (int) explode(' ', $line)[1], $fleet->told('/^begin/'))));
$seen = [];
for ($round = 1; $round <= 20; $round++) {
    // All four of this round are in a job.
    $fleet->until(function () use (&$seen, $pids) { return count(array_diff($pids(), $seen)) >= 4; }, "round $round");
    $busy = array_slice(array_values(array_diff($pids(), $seen)), 0, 4);
    $fleet->write($fleet->pid, 'reload');
    foreach ($busy as $pid) {
        $fleet->write($pid, 'reload');
        $seen[] = $pid;
    }
}
$fleet->until(fn () => count(array_diff($pids(), $seen)) >= 4, 'the last four');
$fleet->write($fleet->pid, "\nstop\n");
check($fleet->wait() === 0, 'it stops with 0');

$names = fn ($regex) => array_map(fn ($line) => substr($line, strpos($line, ' ') + 1), $fleet->told($regex));
$begun = $names('/^begin/');
check(count($begun) === count(array_unique($begun)), 'no job was done twice');
check(count($pids()) >= 84, 'every worker was renewed each time: ' . count($pids()));
$cut = array_diff($begun, $names('/^end/'));
check(!$cut, 'no job was cut, but ' . implode(', ', $cut));
check(str_contains($fleet->log(), 'no job was cut, ' . number_format(count($begun), 0, '', ' ') . ' jobs done'), 'the log counts the same');
check(preg_match_all('/ (\d) of \1 renewed/', $fleet->log()) > 1, 'reloads of the master were among them');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
