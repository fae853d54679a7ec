--TEST--
timers, messages, a console command and a foreign loop as users write them
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/scripts.inc';

$fleet = start_script('timers');
$fleet->awaitTold('/^polled/', 3);
stops_at_once($fleet);

$fleet = start_script('messages');
$fleet->awaitTold('/^step at 20/', 3);
$fleet->waitWorkers(4);
stops_at_once($fleet);

$fleet = start_script('foreign-loop');
$fleet->awaitTold('/^loops/', 3);
$fleet->signal(SIGUSR1);
$fleet->awaitTold('/^loops/', 6);
stops_at_once($fleet);
check(is_dir($fleet->home) === false, 'all is gone');

// The command is in the working directory, as it would be.
$fleet = start_script('console-command');
file_put_contents("$fleet->home/artisan", '<?php require getenv("IN_WORKER");
pcntl_async_signals(true);
pcntl_signal(SIGTERM, fn () => tell("told " . getenv("WORKER_NAME")) ?? exit(0));
tell(implode(" ", array_slice($argv, 1)) . " by " . getenv("WORKER_NAME"));
while (true) {
    sleep(1000);
}');
$fleet->awaitTold('/^queue:work/', 5);
$lines = array_unique($fleet->told('/^queue:work/'));
sort($lines);
echo implode("\n", $lines), "\n";
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(count($fleet->told('/^told/')) === 5, 'all were told: ' . json_encode($fleet->told('/^told/')));
$fleet->clean();
?>
--EXPECT--
queue:work --queue=high --tries=3 by high#1
queue:work --queue=high --tries=3 by high#2
queue:work --queue=high --tries=3 by high#3
queue:work --queue=low --tries=3 by low#1
queue:work --queue=low --tries=3 by low#2
