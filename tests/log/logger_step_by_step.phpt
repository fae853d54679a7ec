--TEST--
a logger gets the lines of a start step by step once the loop runs; if it never runs, they are on stderr
--FILE--
<?php
require __DIR__ . '/logger.inc';

$script = fn (string $end) => Fleet::start('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["callable" => fn () => tell("job"), "hangupLoopMicrotime" => 5000,
        "logger" => fn ($level, $message, $context) => tell(json_encode([getmypid(), $level, $message, $context], JSON_PRESERVE_ZERO_FRACTION))]);
    $manager->execFork(2);
    Naruto\ProcessException::info(["msg" => "between"]);
    ' . $end);

$fleet = $script('$manager->hangup();');
$fleet->awaitTold('/^job$/', 2);
await_logged($fleet, '/^started: 2 workers /');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$events = array_column(array_column(logged($fleet), 'context'), 'event');
check($events === ['log', 'started', 'stop', 'ended'], 'it gets them in order: ' . implode(' ', $events));
check($fleet->log() === '', "stderr is silent: {$fleet->log()}");
$fleet->clean();

$fleet = $script('');
check($fleet->wait() === 0, 'the script ends with 0');
$events = array_column(lines($fleet->log()), 'event');
check(array_slice($events, 0, 2) === ['log', 'terminate'] && end($events) === 'ended', 'they are on stderr in order: ' . implode(' ', $events));
check(logged($fleet) === [], 'the logger, which may be gone already, is not called');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
