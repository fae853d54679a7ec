--TEST--
the example of a console command: it is replaced when it dies, and a reload and a stop wait for its job
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(__DIR__ . '/../../php/examples/console.php');
$said = fn (string $regex) => preg_match_all($regex, $fleet->output());
foreach (['high#1', 'high#2', 'high#3', 'low#1'] as $name) {
    $fleet->until(fn () => $said("/^$name has done job 1 of --queue=" . strstr($name, '#', true) . '$/m'), "a job of $name");
}
$old = $fleet->waitWorkers(4);
posix_kill($old[0], SIGKILL);
$fleet->awaitLog('/ died: (high|low)#\d /');
$fleet->until(fn () => $said('/ begins job 1 /') === 5, 'its successor');

$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 4 of 4 renewed/');
check(array_intersect($old, $fleet->workers()) === [], 'all are new');
$fleet->until(fn () => $said('/ begins job 1 /') === 9, 'four new programs');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
// One was cut, by the kill.
check($said('/ begins /') === $said('/ has done /') + 1, "no other job was cut:\n{$fleet->output()}");
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
