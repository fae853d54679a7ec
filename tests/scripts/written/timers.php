<?php
// Nothing but timers, in one worker.
$manager = new Naruto\Manager(['name' => 'cron', 'startNum' => 1, 'jobTimeout' => 300]);
$manager->run(function (Naruto\Worker $worker): void {
    $worker->every(0.05, pollPrices(...));
    $worker->cron('*/10 * * * *', rebuildIndex(...));
    $worker->cron('0 3 * * *', fn (int $missed) => purge($missed));
    while ($worker->running()) {
        $worker->wait(INF);
    }
});
