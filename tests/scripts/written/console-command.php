<?php
// A console command of a framework, supervised.
$work = fn (string $queue) => fn (Naruto\Worker $worker) => $worker->exec(
    [PHP_BINARY, '-n', 'artisan', 'queue:work', "--queue=$queue", '--tries=3'],
    ['WORKER_NAME' => $worker->name],
);
$manager = new Naruto\Manager(['name' => 'shop', 'stopGrace' => 70]);
$manager->group('high', ['startNum' => 3], $work('high'));
$manager->group('low', ['startNum' => 2], $work('low'));
$manager->run();
