--TEST--
`trace` shows each worker in its state, one after the other or those who are named, for people and for programs
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/asked.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["name" => "shop", "startNum" => 2, "hangupLoopMicrotime" => 3600000000]);
$manager->group("boots", ["startNum" => 1], function () {});
$manager->group("dies", ["startNum" => 1], function () { throw new RuntimeException("no route"); });
$manager->onWorkerStart(function (Naruto\Worker $worker) {
    if ($worker->group === "boots") {
        tell("boots");
        hold("boot");
    }
});
$manager->run(function (Naruto\Worker $worker) {
    tell("job $worker->id");
    if ($worker->id === 2) {
        $worker->note("order 88107");
        hold("job");
    }
});
', ['name' => 'shop']);
$fleet->awaitTold('/^(boots|job)/', 3);
// Its pauses have grown, so that it is seen in one.
$fleet->awaitLog('/ waiting: dies#1 comes back in [\d.]+ s, /');
$time = '[\d.]+ m?s';
$heads = $calls = [];
$fleet->until(function () use ($fleet, &$heads, &$calls) {
    [$status, $heads, $calls] = said($fleet);
    return check($status === 0, 'a trace of all ends with 0') && count($heads) === 4 && str_contains($heads[0], ' idle ')
        && preg_grep('/: hold\(\)$/', $calls[1]) && preg_grep('/: hold\(\)$/', $calls[2]);
}, 'all of them, the first at rest');

$expected = [
    "worker#1 \(pid \d+\) idle for $time",
    "worker#2 \(pid \d+\) busy for $time, order 88107",
    "boots#1 \(pid \d+\) booting for $time",
    "dies#1 waiting, comes back in $time, RuntimeException: no route in \S+shop.php:5",
];
foreach ($expected as $number => $line) {
    check(preg_match("~^$line$~", $heads[$number]) === 1, "it says $line: $heads[$number]");
}
check(end($calls[0]) === '#1 {main}' && str_ends_with($calls[0][0], ': Naruto\Manager->run()'), 'who is idle waits in run(): ' . json_encode($calls[0]));
check(preg_grep('~^#\d shop.php\(16\): hold\(\)$~', $calls[1]) !== [], 'who is busy is in its job: ' . json_encode($calls[1]));
check(preg_grep('~^#\d shop.php\(9\): hold\(\)$~', $calls[2]) !== [], 'who boots is in the hook: ' . json_encode($calls[2]));
check($calls[3] === [], 'who is not there has no calls');

foreach ([['worker#2'], ['worker', '2']] as $words) {
    [$status, $heads] = said($fleet, ...$words);
    check($status === 0 && count($heads) === 1 && str_starts_with($heads[0], 'worker#2 '), 'one is named: ' . json_encode($heads));
}
[$status, $heads] = said($fleet, 'worker');
check($status === 0 && count($heads) === 2, 'a group is named: ' . json_encode($heads));

[$status, $out] = $fleet->command('trace', '--json');
$all = json_decode($out, true);
check($status === 0 && count($all ?? []) === 4, "JSON of all: $out");
$keys = ['name', 'pid', 'state', 'seconds', 'note', 'lastError', 'frames', 'end', 'refused'];
foreach ($all as $worker) {
    check(array_keys($worker) === $keys, 'its keys: ' . json_encode($worker));
}
[$idle, $busy, $boots, $dies] = $all;
check([$busy['name'], $busy['state'], $busy['note'], $busy['end'], $busy['refused']] === ['worker#2', 'busy', 'order 88107', 'whole', ''], json_encode($busy));
check($busy['seconds'] > 0 && is_int($busy['pid']) && $busy['lastError'] === '', json_encode($busy));
$at = array_search('{closure}', array_map(fn ($frame) => strtok($frame['function'], ':'), $busy['frames']), true);
check($busy['frames'][$at]['file'] === $fleet->script && $busy['frames'][$at]['line'] === 16, 'a function and where it is: ' . json_encode($busy['frames']));
check([$dies['pid'], $dies['state'], $dies['frames']] === [0, 'waiting', []] && str_starts_with($dies['lastError'], 'RuntimeException: '), json_encode($dies));

// Who is told to leave and is still at its job.
$fleet->signal(SIGUSR2);
$fleet->awaitLog('/ stop: /');
[$status, $heads] = said($fleet, 'worker#2');
check($status === 0 && preg_match("/^worker#2 \(pid \d+\) leaving for $time, order 88107$/", $heads[0]) === 1, "it is leaving: $heads[0]");

foreach ([['worker#9'], ['nobody'], ['nobody', '1']] as $words) {
    [$status, $out, $err] = $fleet->command('trace', ...$words);
    check([$status, $out, $err] === [2, '', 'there is no ' . implode('#', $words) . "\n"], "there is no such worker: $status $out$err");
}
[$status, , $err] = $fleet->command('trace', 'mail#0');
check($status === 2 && str_contains($err, '"mail#0" is no target'), "a word that names nobody: $err");
$fleet->open('boot');
$fleet->open('job');
check($fleet->wait() === 0, 'the fleet ends with 0');
[$status, $out, $err] = $fleet->command('trace');
check([$status, $out, $err] === [3, '', "shop is not running\n"], "who is gone is not traced: $status $out$err");
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
