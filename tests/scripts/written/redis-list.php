<?php
// A Redis list: a job is moved into a list of the worker's own, from which what a crash left there goes back first.
$manager = new Naruto\Manager(['name' => 'mailer']);
$manager->group('mail', ['startNum' => 2], function (Naruto\Worker $worker): void {
    $redis = new Redis();
    $redis->connect('127.0.0.1');
    $own = "mail:busy:$worker->id";
    while ($redis->lMove($own, 'mail', Redis::RIGHT, Redis::LEFT)) {
    }
    while ($worker->running()) {
        $job = $worker->idle(fn () => $redis->blMove('mail', $own, Redis::RIGHT, Redis::LEFT, 5.0));
        if ($job === false) {
            continue;
        }
        $worker->note("mail $job");
        deliver(json_decode($job, true));
        $redis->lRem($own, $job, 1);
    }
});
$manager->run();
