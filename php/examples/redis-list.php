<?php
// Consumers of a Redis list: a job moves into a list of the worker's own, and leaves it when it is done.
//     REDIS=127.0.0.1:6379 php php/examples/redis-list.php
//     redis-cli LPUSH mail 1042

$manager = new Naruto\Manager(['name' => 'mailer']);
$manager->group('mail', ['startNum' => 8, 'jobTimeout' => 30], function (Naruto\Worker $worker): void {
    $redis = new Redis();
    $redis->connect(...explode(':', getenv('REDIS') ?: '127.0.0.1:6379'));

    // mail:web1.mail#3: a worker takes over from the one before it, and puts back what that one had begun.
    $own = 'mail:' . gethostname() . ".$worker->name";
    while ($redis->rawCommand('LMOVE', $own, 'mail', 'LEFT', 'RIGHT')) {
    }

    while ($worker->running()) {
        // Only who finds nothing waits in idle(): a mail that comes just as its worker is ended there waits for the next one.
        $mail = $redis->rawCommand('LMOVE', 'mail', $own, 'RIGHT', 'LEFT')
            ?: $worker->idle(fn () => $redis->rawCommand('BLMOVE', 'mail', $own, 'RIGHT', 'LEFT', 5));
        if (!$mail) {
            continue;
        }
        $worker->note("mail $mail");
        try {
            usleep(random_int(1_000, 9_000));                   // the job
            echo "$worker->name has sent mail $mail\n";
        } catch (Exception) {                                   // of the job, or because it took too long
            $redis->lPush('failed:mail', $mail);
        }
        $redis->lRem($own, $mail, 1);
    }
});
$manager->run();
