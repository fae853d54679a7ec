--TEST--
a reload has never more than N workers: the successor comes when its predecessor has left
--DESCRIPTION--
And it counts generations. Workers that are slow keep their slot; the reload is told as done with the last of them.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    if ($worker->jobs === 0) {
        tell("begin $worker->id $worker->pid");
        hold("end-$worker->pid");
    }
});
');
$pidOf = fn ($line) => (int) explode(' ', $line)[2];
$old = array_map($pidOf, $fleet->awaitTold('/^begin/', 3));
$fleet->awaitLog('/started: /');
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/reload: asked by SIGUSR1, nothing changed on disk/');
foreach ($old as $number => $pid) {
    check(count($fleet->workers()) === 3, 'there are three');
    check(!str_contains($fleet->log(), 'renewed'), 'the reload is not done');
    $fleet->open("end-$pid");
    $new = $pidOf($fleet->awaitTold('/^begin/', 4 + $number)[3 + $number]);
    check(!proc_stat($pid), 'the predecessor is gone');
    // Its pipe goes right after its successor has been forked.
    $fleet->until(fn () => count($fleet->pipes()) === 4, 'so is its pipe');
    $fleet->open("end-$new");
}
$fleet->awaitLog('/reload: 3 of 3 renewed in .*, generation 2\n/');
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/reload: asked by SIGUSR1, nothing changed on disk\n[^\0]*reload: asked by SIGUSR1, nothing changed on disk\n/');
$fleet->signal(SIGUSR2);
foreach ($fleet->told('/^begin/') as $line) {
    $fleet->open('end-' . $pidOf($line));
}
// Those that the second reload has forked before the stop came end their first job, too.
$fleet->until(function () use ($fleet, $pidOf) {
    array_map(fn ($line) => $fleet->open('end-' . $pidOf($line)), $fleet->told('/^begin/'));
    return !$fleet->running();
}, 'the end');
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
