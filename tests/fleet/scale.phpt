--TEST--
scale, by word and by method: more, fewer, one by one, none
--DESCRIPTION--
The only command that changes how many workers there are; who has to go finishes its job.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]);
$manager->run(function ($worker) use ($manager) {
    foreach (["scale", "scaleBy"] as $method) {
        if ($worker->id === 1 && $files = glob(HOME . "/gate-$method,*")) {
            unlink($files[0]);
            $manager->$method((int) explode(",", $files[0])[1]);
        }
    }
    if ($worker->id === 3 && file_exists(HOME . "/gate-busy")) {
        tell("begin");
        hold("end");
        tell("end");
    }
});
');
$fleet->waitWorkers(2);
$fleet->awaitLog('/started: /');
$word = fn ($line) => $fleet->write($fleet->pid, "$line\n");
$steps = [
    [4, fn () => $word('scale 4')],
    [5, fn () => $word('scale +1')],
    [3, fn () => $word('scale -2')],
    [4, fn () => $fleet->open('scale,4')],
    [6, fn () => $fleet->open('scaleBy,2')],
    [5, fn () => $fleet->open('scaleBy,-1')],
    [2, fn () => $word('scale 2 worker')],
    [1, fn () => $word('scale -100')],
];
$from = 2;
foreach ($steps as [$to, $step]) {
    $before = $fleet->workers();
    $step();
    $fleet->awaitLog("/ scale: worker from $from to $to workers?\\n/");
    $after = $fleet->waitNames($to);
    check(count(array_intersect($before, $after)) === min($from, $to), "from $from to $to nobody else is touched");
    $names = array_map(fn ($slot) => "worker#$slot", range(1, $to));
    check(array_keys($after) === $names, 'the last slots come and go: ' . implode(' ', array_keys($after)));
    $from = $to;
}

// A job is finished before its worker goes, and a slot that is wanted again meanwhile has only one worker.
$fleet->open('busy');
$word('scale 3');
$fleet->awaitTold('/begin/');
$word('scale 1');
$fleet->awaitLog('/ scale: worker from 3 to 1 worker\n/');
$fleet->waitWorkers(2);
unlink("$fleet->home/gate-busy");
$word('scale 3');
$fleet->awaitLog('/ scale: worker from 1 to 3 workers\n[^\0]*worker from 1 to 3 workers\n/');
$fleet->waitWorkers(3);
$fleet->open('end');
check($fleet->awaitTold('/end/') === ['end'], 'its job was finished');
$fleet->waitWorkers(3);

// None: the master stays.
$word('scale 0');
$fleet->waitWorkers(0);
check($fleet->running(), 'the master stays');
// A pipe goes when its worker is reaped, a moment after it has ended.
$fleet->until(fn () => $fleet->pipes() === ["naruto.pipe$fleet->pid"], 'only its pipe is left');
$word('reload');
$word('scale +2');
$fleet->waitWorkers(2);
check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), 'nobody has died of it');
$word('scale 0');
$fleet->waitWorkers(0);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
