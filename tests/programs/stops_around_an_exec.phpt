--TEST--
whoever is told to leave at the moment at which it becomes another program does so
--DESCRIPTION--
200 stops; NARUTO_TEST_STOPS=10000 tests/run tests/programs makes it more. One that is lost would leave a program that sleeps.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

const WORKERS = 8;
$stops = (int) (getenv('NARUTO_TEST_STOPS') ?: 200);
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => ' . WORKERS . ']);
$manager->onWorkerExit(fn ($exit) => $exit->failed && tell("$exit"));
$manager->run(fn ($worker) => $worker->exec(["sleep", "1000"]));
');
$fleet->awaitLog('/ started: /');
$pipe = fopen($fleet->pipe($fleet->pid), 'r+');
for ($stopped = 0; $stopped < $stops; $stopped += WORKERS) {
    // A fork and the start of a worker take about a millisecond, so this is before, while and after.
    for ($end = hrtime(true) + mt_rand(0, 8_000_000); hrtime(true) < $end; );
    fwrite($pipe, "scale 0\n");
    $fleet->until(fn () => $fleet->workers() === [], 'all to leave');
    fwrite($pipe, 'scale ' . WORKERS . "\n");
    $fleet->until(fn () => $fleet->workers(), 'somebody to come');
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check($fleet->told() === [], 'all have left as they were told: ' . implode(', ', array_slice($fleet->told(), 0, 5)));
check(!preg_match('/ (killed|waiting): /', $fleet->log()), 'nobody was killed, and nobody waits');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
