--TEST--
5000 × USR1 within half a second: everyone is newer than the last, at most three generations were forked
--DESCRIPTION--
Nothing is missed, nothing is stacked: reloads that come while one runs, or right after it, become one.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 8, "hangupLoopMicrotime" => 1000]);
$manager->onWorkerStart(fn ($worker) => tell("born $worker->pid"));
$manager->run(fn () => nap(0.05));
');
$fleet->awaitLog('/started: 8 workers/');
$begun = clock();
for ($number = 1; $number < 5000; $number++) {
    posix_kill($fleet->pid, SIGUSR1);
    $number % 100 || nap(max(0, $number / 10000 - (clock() - $begun)));
}
$old = $fleet->workers();
$fleet->signal(SIGUSR1);
// On a machine so busy that half a second becomes more there is one generation more for each second.
$seconds = (int) ceil(clock() - $begun);
$fleet->until(fn () => !array_intersect($old, $fleet->workers()), 'everyone is newer than the last signal');
$fleet->waitWorkers(8);
// Whatever is still stacked would show within the second in which reloads are made into one, and one more.
nap(1.5);
$births = count($fleet->told('/^born/'));
check($births <= 8 * (2 + $seconds), "at most three generations, not $births workers");
check(!array_intersect($old, $fleet->waitWorkers(8)), 'there are eight, and none is old');
check(preg_match_all('/ 8 of 8 renewed/', $fleet->log()) <= 1 + $seconds, 'at most two reloads are told');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
