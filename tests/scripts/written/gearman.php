<?php
// Gearman: the work happens inside the fetch, so a job says so by its note. Some workers for all, some for one function.
$manager = new Naruto\Manager(['maxLifetime' => 3600]);
$serve = fn (string ...$names) => function (Naruto\Worker $worker) use ($names): void {
    $gearman = new GearmanWorker();
    $gearman->addServer('127.0.0.1');
    $gearman->setTimeout(1000);
    foreach ($names as $name) {
        $gearman->addFunction($name, function (GearmanJob $job) use ($worker, $name) {
            $worker->note("$name {$job->handle()}");
            return $name($job->workload());
        });
    }
    while ($worker->running()) {
        $worker->idle(fn () => @$gearman->work());
    }
};
$manager->group('any', ['startNum' => 4], $serve('thumb', 'index'));
$manager->group('resize', ['startNum' => 2], $serve('thumb'));
$manager->run();
