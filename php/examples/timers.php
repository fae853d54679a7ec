<?php
// Nothing but timers, in one worker that sleeps in between: no crontab, no drift, no turn beside another one.
//     php php/examples/timers.php

$manager = new Naruto\Manager(['name' => 'timers', 'startNum' => 1, 'jobTimeout' => 300]);
$manager->run(function (Naruto\Worker $worker): void {
    $worker->every(5, function (int $missed): void {
        echo date('H:i:s'), " prices", $missed ? ", $missed turns late" : '', "\n";
    });
    $worker->cron('* * * * *', function () use ($worker): void {
        $worker->note('report');                    // each turn is a job: status shows it, and jobTimeout holds
        echo date('H:i:s'), " report\n";
    });
    while ($worker->running()) {
        $worker->wait(INF);
    }
});
