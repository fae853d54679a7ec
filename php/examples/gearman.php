<?php
// Workers of Gearman (php-gearman). A job is done inside of work(), which is the fetch; its note says that from here on it
// is a job, which nobody cuts. Idle ones end at once when they are told to.
//     GEARMAN=127.0.0.1 php php/examples/gearman.php
//     gearman -b -f resize 1042

$manager = new Naruto\Manager(['name' => 'images']);
$manager->group('resize', ['startNum' => 8, 'jobTimeout' => 30], function (Naruto\Worker $worker): void {
    $gearman = new GearmanWorker();
    $gearman->addServer(getenv('GEARMAN') ?: '127.0.0.1');
    $gearman->setTimeout(5000);                                 // milliseconds until work() comes back without a job
    $gearman->addFunction('resize', function (GearmanJob $job) use ($worker): ?string {
        $image = $job->workload();
        $worker->note("image $image");
        try {
            usleep(random_int(1_000, 9_000));                   // the job
            echo "$worker->name has resized image $image\n";
            return "small/$image";
        } catch (Throwable $failure) {                          // of the job, or because it took too long
            error_log("image $image has failed: {$failure->getMessage()}");
            $job->sendFail();
            return null;
        }
    });

    while ($worker->running()) {
        $done = $worker->idle(fn () => @$gearman->work());
        if (!$done && $gearman->returnCode() !== GEARMAN_TIMEOUT) {
            $worker->wait(1);                                   // the server is away; work() connects anew
        }
    }
});
$manager->run();
