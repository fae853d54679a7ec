<?php // worker.php
$manager = new Naruto\Manager(['startNum' => 4]);

$manager->run(function (Naruto\Worker $worker): void {
    while ($worker->running()) {          // false when it is time to leave; never in the middle of a job
        $worker->note('invoice ' . random_int(1, 999));
        usleep(300_000);                  // the job
    }
});
