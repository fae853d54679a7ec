--TEST--
the master of consumers is killed in the middle of the work: its workers end their jobs, and a new fleet does the rest, each once
--EXTENSIONS--
igbinary
redis
naruto
--FILE--
<?php
require __DIR__ . '/redis.inc';

const JOBS = 2000;
foreach ([new RedisStream(), new RedisList()] as $queue) {
    $queue->fill(1, JOBS);
    $done = function (Fleet ...$fleets) {
        preg_match_all('/ (\d+)$/m', implode(array_map(fn (Fleet $fleet) => $fleet->output(), $fleets)), $found);
        return $found[1];
    };
    $first = Fleet::start(file_get_contents(__DIR__ . '/../../php/examples/' . $queue->example()), ['env' => $queue->env()]);
    until(fn () => count($done($first)) > JOBS / 4, 'some jobs to be done');
    $first->signal(SIGKILL);
    $first->wait();
    until(fn () => !$first->processes(), 'all of them to leave');
    check($queue->left() > JOBS / 4, 'they have left when the master was gone, and not when all was done');

    $second = $first->again();
    until(fn () => $queue->left() === 0, 'the other jobs to be done');
    $times = array_count_values($done($first, $second));
    check(count($times) === JOBS && max($times) === 1, 'each is done once: ' . json_encode(array_diff($times, [1])));
    $second->signal(SIGUSR2);
    check($second->wait() === 0, 'the fleet ends with 0');
    $second->clean();
    $queue->close();
}
echo "Done\n";
?>
--EXPECT--
Done
