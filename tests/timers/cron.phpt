--TEST--
cron() comes when the minute begins, in PHP's time zone, also for the successor of who died before it; wrong ones are refused with their field
--DESCRIPTION--
Waits for the next minute, once. Summer time and the like are tests of the crate that knows it.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
date_default_timezone_set("Asia/Kolkata");
$manager = new Naruto\Manager(["startNum" => 1]);
$manager->onWorkerStart(function ($worker) {
    foreach (["* * * *", "61 * * * *", "* * * * moon", "@never", "0 0 30 2 *", ""] as $wrong) {
        try {
            $worker->id === 1 && $worker->group === "worker" && $worker->cron($wrong, fn () => 0);
        } catch (ValueError $error) {
            tell($error->getMessage());
        }
    }
    // In this zone alone the full hour of UTC is half past.
    $minute = HOME . "/$worker->group";
    file_exists($minute) || file_put_contents($minute, (new DateTime("+1 minute"))->format("i G j n *"));
    $worker->cron(file_get_contents($minute), fn (int $missed) => tell("there $worker->name " . json_encode([$missed, time() % 60])));
    $elsewhere = new DateTime("+1 minute", new DateTimeZone("UTC"));
    $worker->cron($elsewhere->format("i G j n *"), fn (int $missed) => tell("elsewhere"));
    if ($worker->group === "dies") {
        return;
    }
    tell("set");
});
// This one is away while the minute begins.
$manager->group("dies", ["startNum" => 1], function ($worker) {
    if (!file_exists(HOME . "/died")) {
        hold("minute");
        touch(HOME . "/died");
        exit(1);
    }
});
$manager->run(function ($worker) {
    while ($worker->running()) {
        $worker->wait(INF);
    }
});
');
// Not in the last seconds of a minute, in which a busy machine may need to start.
$fleet->awaitTold('/^set/');
[$line] = $fleet->awaitTold('/^there worker#1/', 1, 125);
check(preg_match('/\[0,[0-9]\]$/', $line) === 1, "in the first seconds of the minute: $line");
$fleet->open('minute');
$fleet->awaitTold('/^there dies#1/', 1, 20);
check($fleet->told('/elsewhere/') === [], 'other zones are not meant');
nap(0.3);
check(count($fleet->told('/^there/')) === 2, 'each comes once');
echo implode("\n", $fleet->told('/cron\(\)/')), "\n";
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
?>
--EXPECT--
Naruto\Worker::cron(): Argument #1 ($expression) is "* * * *": wanted five fields (minute, hour, day of the month, month, day of the week), or @daily and the like; got 4
Naruto\Worker::cron(): Argument #1 ($expression) is "61 * * * *": "61" is no minute
Naruto\Worker::cron(): Argument #1 ($expression) is "* * * * moon": "moon" is no day of the week
Naruto\Worker::cron(): Argument #1 ($expression) is "@never": wanted @hourly, @daily, @weekly, @monthly or @yearly; got @never
Naruto\Worker::cron(): Argument #1 ($expression) is "0 0 30 2 *": there is no such day in any year to come
Naruto\Worker::cron(): Argument #1 ($expression) is "": wanted five fields (minute, hour, day of the month, month, day of the week), or @daily and the like; got 0
