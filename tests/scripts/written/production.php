<?php
// In a container: whoever is at work may finish, and who watches is told.
//     HEALTHCHECK CMD php production.php health --max-busy 180
$manager = new Naruto\Manager([
    'name' => 'billing',
    'user' => 'www-data:www-data',
    'startNum' => getenv('WORKERS') ?: null,
    'maxMemory' => '256M',
    'jobTimeout' => 120,
    'stopGrace' => 150,
    'logFormat' => 'json',
]);
$manager->onWorkerExit(fn (Naruto\WorkerExit $exit) => $exit->failed && alert("billing: $exit"));
$manager->run(new InvoiceWorker());
