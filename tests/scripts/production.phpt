--TEST--
production as users write it: under another user, healthy, alarmed by a death, the log for machines, and no job cut by a stop
--SKIPIF--
<?php
require __DIR__ . '/../user/user.inc';
skip_unless_root();
?>
--FILE--
<?php
require __DIR__ . '/scripts.inc';

$fleet = start_script('production', ['env' => ['WORKERS' => '3']]);
$fleet->until(fn () => substr_count($fleet->command('status')[1], 'of www-data') === 3, 'three workers at an invoice, as www-data');
[$status, $output] = $fleet->command('health', '--max-busy', '180');
check($status === 0, "it is healthy: $output");

$victim = $fleet->workers()[0];
posix_kill($victim, SIGKILL);
[$alert] = $fleet->awaitTold('/^billing: /');
check(preg_match("/^billing: worker#\d \(pid $victim\) died by SIGKILL, in \"invoice \d-\d+ of www-data\" after /", $alert) === 1, "the alert says what happened: $alert");
$fleet->waitNames(3);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');

$lines = array_map(fn ($line) => json_decode($line, true), explode("\n", trim($fleet->log())));
check(!in_array(null, $lines, true), "each line of the log is an object: {$fleet->log()}");
$events = array_column($lines, 'message', 'event');
check(array_intersect(['started', 'died', 'ready', 'stop', 'ended'], array_keys($events)) === ['started', 'died', 'ready', 'stop', 'ended'], 'it tells the story: ' . json_encode($events));
check(str_contains($events['ended'], 'no job was cut'), "no job was cut: $events[ended]");
check(count($fleet->told()) === 1, 'there was one alert');
$fleet->clean();

// Without WORKERS there are five.
$fleet = start_script('production');
$fleet->waitNames(5);
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'it ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
