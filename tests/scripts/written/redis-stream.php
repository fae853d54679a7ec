<?php
// A Redis stream with a consumer group; a message is acknowledged after the work. What a predecessor of the same name was
// given and did not acknowledge comes first.
$manager = new Naruto\Manager(['name' => 'shop']);
$manager->group('orders', ['startNum' => 4, 'maxExecuteTimes' => 5000, 'jobTimeout' => 60], function (Naruto\Worker $worker): void {
    $redis = new Redis();
    $redis->connect('127.0.0.1');
    $consumer = gethostname() . ".$worker->name";
    $from = '0';
    while ($worker->running()) {
        $batch = $worker->idle(fn () => $redis->xReadGroup('g', $consumer, ['orders' => $from], 1, 5000));
        if (!($batch['orders'] ?? [])) {
            $from = '>';
        }
        foreach ($batch['orders'] ?? [] as $id => $message) {
            $worker->note("order $id");
            ship($message);
            $redis->xAck('orders', 'g', [$id]);
        }
    }
});
$manager->run();
