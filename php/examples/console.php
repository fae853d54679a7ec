<?php
// A console command of your framework, several times, supervised: each worker becomes that program. A stop and a reload
// reach it as SIGTERM, after which it has as long as it needs for its job.
//     php php/examples/console.php

$command = fn (string $queue) => fn (Naruto\Worker $worker) => $worker->exec(
    [PHP_BINARY, __DIR__ . '/bin/console', 'consume', "--queue=$queue"],
    ['CONSUMER_NAME' => $worker->name],             // high#1, the same for its successor
);

$manager = new Naruto\Manager(['name' => 'console']);
$manager->group('high', ['startNum' => 3], $command('high'));
$manager->group('low', ['startNum' => 1], $command('low'));
$manager->run();
