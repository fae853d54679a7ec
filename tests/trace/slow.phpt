--TEST--
a job that is slow is traced into the log once, and does not notice
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../log/lines.inc';

/** @return list<string> the sentences about slow jobs of this worker */
function slow(Fleet $fleet, string $worker): array
{
    $slow = array_filter(lines($fleet->log()), fn ($line) => $line['event'] === 'slow' && str_starts_with($line['sentence'], "$worker "));
    return array_column(array_values($slow), 'sentence');
}

$fleet = Fleet::start((string) file_get_contents(__DIR__ . '/slow.inc'));
$fleet->awaitLog('/ started: /');
$fleet->awaitLog('/ slow: worker#1 /');
$names = $fleet->waitNames(4);
[$sentence] = slow($fleet, 'worker#1');
$at = preg_quote($fleet->script) . '\(\d+\): ';
$calls = "⏎#0 {$at}sleep\(\)⏎#1 \[internal function\]: \{closure\S*\}\(\)⏎#2 {$at}Naruto.Manager->run\(\)⏎#3 \{main\}";
$whole = "worker#1 \(pid {$names['worker#1']}\) is still in \"order 88107\" after ([\d.]+) (m?s)$calls";
check(preg_match("~^$whole$~", $sentence, $found) === 1, "it is told with its note and its calls: $sentence");
check($found[2] === 's' && $found[1] >= 1, "not before its time: $sentence");

// Others are told at their own time, each job of a worker once.
$fleet->awaitLog('/ slow: late#1 /');
for ($job = 0; $job < 3; $job++) {
    $fleet->awaitLog("/ slow: often#1 \(pid \d+\) is still in \"round $job\" /");
    $fleet->open("often$job");
}
$fleet->awaitLog('/ slow: often#1 \(pid \d+\) is still in "round 3" /');
[$told] = $fleet->awaitTold('/^slept /');
[, $left, $took] = explode(' ', $told);
check($left === '0' && $took >= 4, "it was not cut short: $told");
check(count(slow($fleet, 'often#1')) === 4, 'each of its jobs was told once');
foreach (['worker#1' => 1, 'late#1' => 1, 'patient#1' => 0] as $worker => $times) {
    check(count(slow($fleet, $worker)) === $times, "$worker was told $times times: " . json_encode(slow($fleet, $worker)));
}
preg_match('/ after ([\d.]+) (m?s)⏎/', slow($fleet, 'late#1')[0], $found);
check($found[2] === 's' && $found[1] >= 1.5, 'a group has its own time: ' . $found[0]);
check(preg_match('/ (died|killed|left): /', $fleet->log()) === 0, 'nobody has died of it');
foreach (['patient', 'late', 'often3', 'worker'] as $gate) {
    $fleet->open($gate);
}
$fleet->signal(SIGUSR2);
for ($job = 4; $job < 40; $job++) {
    $fleet->open("often$job");
}
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["name" => "shop", "startNum" => 1, "slowTimeout" => 0.1, "logFormat" => "json"]))->run(function ($worker) {
    $worker->note("order 7");
    hold("end");
});
');
$fleet->awaitLog('/"event":"slow".*\n/');
[$slow] = array_values(array_filter(objects($fleet->log()), fn ($line) => $line['event'] === 'slow'));
[$pid] = $fleet->workers();
$same = ['level' => 'warning', 'who' => 'master', 'worker' => 'worker#1', 'worker_pid' => $pid, 'note' => 'order 7', 'jobs' => 0, 'generation' => 1];
check(array_intersect_key($slow, $same) == $same, 'what it is about: ' . json_encode($slow));
check($slow['busy'] >= 0.1, "how long it has run: $slow[busy]");
$lines = explode("\n", $slow['message']);
check(preg_match('/^worker#1 \(pid \d+\) is still in "order 7" after /', $lines[0]) === 1 && end($lines) === '#' . count($lines) - 2 . ' {main}', $slow['message']);
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
