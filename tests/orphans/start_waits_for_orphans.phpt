--TEST--
a start while orphans still work says so and waits for them; then it sweeps and works
--DESCRIPTION--
No new worker may work beside the orphans of a killed master: that would do a job twice.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 2, "orphanGrace" => 30, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    if ($worker->jobs === 0) {
        tell("begin $worker->pid");
        hold("end");
        tell("end $worker->pid");
    }
});
');
$old = array_map(fn ($line) => (int) substr($line, 6), $fleet->awaitTold('/^begin/', 2));
$fleet->awaitLog('/started: /');
$fleet->signal(SIGKILL);
$fleet->wait();

$next = $fleet->again();
$next->awaitLog("/warning .* waiting: for the jobs of workers whose master \\(pid $fleet->pid\\) was killed\\n/");
check(count($fleet->told('/^begin/')) === 2, 'it has not begun');
check(array_filter($old, lives(...)) === $old, 'the orphans are at their jobs');
$fleet->open('end');
$next->awaitLog('/started: 2 workers/');
$told = $fleet->awaitTold('/^begin/', 4);
check(array_slice(preg_replace('/ .*/', '', $fleet->told()), 0, 4) === ['begin', 'begin', 'end', 'end'], 'the jobs of the old were done before: ' . implode(', ', $fleet->told()));
check(!array_filter($old, lives(...)), 'the old are gone');
check(count($next->pipes()) === 3, 'their pipes, too');
check(substr_count($next->log(), 'waiting:') === 1, 'it was told once');
$next->signal(SIGUSR2);
check($next->wait() === 0, 'it stops with 0');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
