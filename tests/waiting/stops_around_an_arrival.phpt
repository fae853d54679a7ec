--TEST--
stops at random moments around the arrival of a job in idle(): no job is cut, none is lost; a consumer without idle() loses nothing either
--DESCRIPTION--
400 stops; NARUTO_TEST_STOPS=100000 tests/run tests/waiting makes it more, and NARUTO_TEST_FIGURES is a file for what was
measured. What the master ends in idle() is a worker that
was claimed before the job was its own: the queue has the job back, and nobody has begun it.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/queue.inc';

const WORKERS = 8;
$stops = (int) (getenv('NARUTO_TEST_STOPS') ?: 400);
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$consume = fn (string $ask, callable $fetch) => function (Naruto\Worker $worker) use ($ask, $fetch): void {
    $queue = stream_socket_client("unix://" . HOME . "/queue");
    while ($worker->running()) {
        $job = $fetch($worker, function () use ($queue, $ask) {
            fwrite($queue, "$ask\n");
            return trim(fgets($queue));
        });
        if ($job !== "") {
            fwrite($queue, "begin $job\n");
            for ($end = hrtime(true) + mt_rand(0, 300_000); hrtime(true) < $end; );
            fwrite($queue, "end $job\n");
        }
    }
};
$manager = new Naruto\Manager(["logLevel" => "info"]);
$manager->group("idle", ["startNum" => ' . WORKERS . '], $consume("get 1000", fn ($worker, $fetch) => $worker->idle($fetch)));
$manager->group("plain", ["startNum" => 2], $consume("take 0.02", fn ($worker, $fetch) => $fetch()));
hold("queue");
$manager->run();
');
$queue = new Queue("$fleet->home/queue");
$fleet->open('queue');
$pipe = fopen($fleet->pipe($fleet->pid), 'r+');
$spin = function () {
    for ($end = hrtime(true) + mt_rand(0, 400_000); hrtime(true) < $end; );
};
$began = clock();
for ($stopped = $jobs = $round = 0; $stopped < $stops; $stopped += WORKERS, $round++) {
    $queue->serveUntil(fn () => $queue->consumers('get') === [WORKERS, WORKERS], 'all are in idle()');
    $arrive = function () use ($queue, &$jobs) {
        for ($some = mt_rand(1, WORKERS); $some > 0; $some--) {
            $queue->waiting[] = $jobs++;
        }
        $queue->serve(0);
    };
    // One half of the jobs comes before the stop, one after it.
    $arrive();
    $spin();
    $word = $round % 2 ? "scale 0 idle\n" : "scale 0 idle\nreload plain\n";
    fwrite($pipe, $word);
    $spin();
    $arrive();
    $queue->serveUntil(fn () => $queue->consumers('get')[0] === 0, 'all have left');
    fwrite($pipe, 'scale ' . WORKERS . " idle\n");
}
$queue->serveUntil(fn () => count($queue->done) === $jobs && !$queue->waiting, 'the rest to be done');
$took = clock() - $began;
$fleet->signal(SIGUSR2);
$queue->serveUntil(fn () => !$fleet->running(), 'the end');
check($fleet->wait() === 0, 'the fleet ends with 0');
check($queue->cut === [], 'no job was cut: ' . json_encode($queue->cut));
check(array_sum($queue->done) === $jobs, "each of $jobs was done once, " . array_sum($queue->done) . ' were');
check($queue->givenBack > 0, 'some were taken back from a worker that never saw them, else this proves nothing');
check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), 'all have left as they were told: ' . substr($fleet->log(), -2000));
$fleet->clean();
file_put_contents(getenv('NARUTO_TEST_FIGURES') ?: '/dev/null', sprintf(
    "%d stops in %.0f s, %d jobs, %d of them given back unseen, none cut, none lost\n", $stopped, $took, $jobs, $queue->givenBack,
), FILE_APPEND);
echo "Done\n";
?>
--EXPECT--
Done
