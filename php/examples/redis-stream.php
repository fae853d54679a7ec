<?php
// Consumers of a Redis stream: every order is shipped at least once, whichever worker or host dies.
//     REDIS=127.0.0.1:6379 php php/examples/redis-stream.php
//     redis-cli XADD orders '*' number 1042

$manager = new Naruto\Manager(['name' => 'shop']);
$manager->group('orders', ['startNum' => 8, 'jobTimeout' => 30], function (Naruto\Worker $worker): void {
    $redis = new Redis();
    $redis->connect(...explode(':', getenv('REDIS') ?: '127.0.0.1:6379'));
    $redis->xGroup('CREATE', 'orders', 'shop', '0', true);      // false: it is there already

    // web1.orders#3: a worker takes over from the one before it, so both are the same consumer, whose pending orders come first.
    $consumer = gethostname() . ".$worker->name";
    $read = fn (string $from, ?int $milliseconds = null): array =>
        $redis->xReadGroup('shop', $consumer, ['orders' => $from], 1, $milliseconds)['orders'] ?? [];
    $pending = true;

    // Orders that somebody has had for a minute, longer than any job may take, were left by a host that is gone.
    $cursor = '0-0';
    $worker->every(10, function () use ($redis, $consumer, &$cursor, &$pending): void {
        [$cursor] = $redis->rawCommand('XAUTOCLAIM', 'orders', 'shop', $consumer, 60_000, $cursor, 'COUNT', 10, 'JUSTID');
        $pending = true;
    });

    while ($worker->running()) {
        $orders = $pending ? $read('0') : [];
        $pending = $orders !== [];
        // Only who finds nothing waits: an order that comes just as its worker is ended in idle() has to be claimed.
        foreach ($orders ?: $read('>') ?: $worker->idle(fn () => $read('>', 5000)) as $id => $order) {
            $worker->note("order $order[number]");
            try {
                usleep(random_int(1_000, 9_000));               // the job
                echo "$worker->name has shipped order $order[number]\n";
            } catch (Exception $failure) {                      // of the job, or because it took too long
                $redis->xAdd('orders:failed', '*', $order + ['error' => $failure->getMessage()]);
            }
            $redis->multi()->xAck('orders', 'shop', [$id])->xDel('orders', [$id])->exec();
        }
    }
});
$manager->run();
