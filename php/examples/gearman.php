<?php
// Gearman (php-gearman): the job is done inside of work(), which is the fetch. Its note says that from here on it is a job,
// which nothing may cut. A stop or reload ends idle workers at once, and waits for the others.
//     GEARMAN=127.0.0.1 php php/examples/gearman.php

/** Your work. */
function resize(string $image): string
{
    echo "$image is resized\n";
    return "$image.small";
}

$manager = new Naruto\Manager(['name' => 'images', 'startNum' => 8, 'jobTimeout' => 30]);
$manager->run(function (Naruto\Worker $worker): void {
    $gearman = new GearmanWorker();
    $gearman->addServer(getenv('GEARMAN') ?: '127.0.0.1');
    $gearman->setTimeout(5000);                     // milliseconds, after which it comes back without a job
    $gearman->addFunction('resize', function (GearmanJob $job) use ($worker): string {
        $worker->note("resize {$job->workload()}");
        return resize($job->workload());
    });

    while ($worker->running()) {
        $done = $worker->idle(fn () => @$gearman->work());
        if (!$done && $gearman->returnCode() !== GEARMAN_TIMEOUT) {
            $worker->wait(1);                       // the server is away; work() connects again
        }
    }
});
