--TEST--
a worker that calls exit() has a successor, at once if it has done a job, else after a growing pause
--DESCRIPTION--
A worker may leave as it likes; one that cannot even do its first job must not keep the machine busy with forks.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// After one job: at once, and told by its status.
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    if ($worker->jobs === 1 && count(@file(HOME . "/told") ?: []) < 20) {
        tell($worker->pid);
        exit(count(file(HOME . "/told")) % 2 ? 3 : 0);
    }
});
');
$fleet->awaitTold('//', 20);
$last = $fleet->waitWorkers(1)[0];
foreach ($fleet->told() as $number => $pid) {
    $line = $number % 2 ? "info    master +\\d+  left: worker#1 \\(pid $pid\\) by exit\\(0\\)"
        : "warning master +\\d+  died: worker#1 \\(pid $pid\\) by exit\\(3\\), in a job";
    $fleet->awaitLog("/$line/");
}
check(!str_contains($fleet->log(), 'waiting:'), 'no successor had to wait');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();

// Before the first job: later and later.
foreach ([3 => 'died', 0 => 'left'] as $status => $event) {
    $fleet = Fleet::start("<?php (new Naruto\\Manager(['startNum' => 1]))->run(function () { exit($status); });");
    $fleet->awaitLog('/waiting: worker#1 comes back in \d+ ms, 3rd death in a row/');
    preg_match_all('/waiting: worker#1 comes back in (\d+) ms, (\w+) death in a row/', $fleet->log(), $waits);
    check($waits[2] === ['1st', '2nd', '3rd'], "$event: the deaths are counted: " . implode(' ', $waits[2]));
    foreach ($waits[1] as $number => $ms) {
        $about = 100 * 2 ** $number;
        check($ms > $about * 0.89 && $ms < $about * 1.11, "$event: the pause is about $about ms, not $ms");
    }
    preg_match_all("/ $event: worker#1 .* by exit\\($status\\)/", $fleet->log(), $ends);
    check(count($ends[0]) === 3, "$event: each end is told once");
    // Nobody lives, so nobody has to be waited for.
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$event: it stops with 0");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
