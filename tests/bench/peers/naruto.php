<?php
require __DIR__ . '/worker.inc';

$texts = LOAD_MB ? Naruto\freeze(load()) : [];
$settings = [
    'name' => 'bench',
    'startNum' => FLEET,
    // Idle workers wait on their pipe for an hour, others do not wait.
    'hangupLoopMicrotime' => JOB_MS || TURNS ? 0 : 3_600_000_000,
] + array_filter(['reloadBatch' => BATCH]);
$manager = new Naruto\Manager($settings);
if (TURNS) {
    $manager->onWorkerStart(function () use (&$began) { report('ready'); $began = hrtime(true); });
    $manager->onWorkerStop(function (Naruto\Worker $worker) use (&$began) { report('turns ' . (hrtime(true) - $began) / $worker->jobs); });
    $manager->run(function (Naruto\Worker $worker) {});
} else {
    $manager->onWorkerStop(fn () => report('asked'));
    if (BATCH) {
        // It is there from now on, as the master sees it: before its first turn the next one may be asked to leave.
        $manager->onWorkerStart(fn () => begin($texts));
    }
    $manager->run(function (Naruto\Worker $worker) use ($texts) {
        static $begun = BATCH > 0;
        if (!$begun) {
            $begun = true;
            begin($texts);
        }
        if (JOB_MS) {
            usleep(JOB_MS * 1000);
        }
    });
}
