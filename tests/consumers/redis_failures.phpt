--TEST--
a job that fails, or takes too long, is put aside by the consumers of Redis, and holds up nobody
--EXTENSIONS--
igbinary
redis
naruto
--FILE--
<?php
require __DIR__ . '/redis.inc';

foreach ([[new RedisStream(), '$order["number"]'], [new RedisList(), '$mail']] as [$queue, $number]) {
    // Number 7 fails, number 8 has no end.
    $job = "if ($number === '7') { throw new DomainException('no such address'); } while ($number === '8') { }";
    $fleet = Fleet::start(with_job($queue, $job, 1), ['env' => $queue->env()]);
    $fleet->awaitLog('/ started: /');
    $queue->fill(1, 20);
    $fleet->until(fn () => $queue->left() === 0, 'all jobs to leave the queue');
    preg_match_all('/ (\d+)$/m', $fleet->output(), $done);
    sort($done[1]);
    check($done[1] == array_values(array_diff(range(1, 20), [7, 8])), 'the others are done once each: ' . json_encode($done[1]));
    $failed = $queue->failed();
    sort($failed);
    check($failed === ['7', '8'], 'two have failed: ' . json_encode($failed));
    check(!str_contains($fleet->log(), ' died: '), "no worker has died: {$fleet->log()}");
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    $fleet->clean();
    $queue->close();
}
echo "Done\n";
?>
--EXPECT--
Done
