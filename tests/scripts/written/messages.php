<?php
// The master pushes settings to its workers, hears from them, and grows.
$manager = new Naruto\Manager(['name' => 'feed']);
$manager->group('feed', ['startNum' => 3], function (Naruto\Worker $worker): void {
    $rate = 10;
    $worker->onMessage(function (string $text) use (&$rate): void {
        $rate = (int) substr($text, strlen('rate '));
    });
    while ($worker->running()) {
        $worker->send('done ' . step($rate));
        $worker->wait(1 / $rate);
    }
});
$total = 0;
$manager->onMessage(function (string $text, Naruto\Worker $from) use ($manager, &$total): void {
    $total += (int) substr($text, strlen('done '));
    if ($total > 1_000_000) {
        $manager->scaleBy(+1, $from->group);
        $manager->send('rate 20', $from->group);
        $total = PHP_INT_MIN;
    }
});
$manager->run();
