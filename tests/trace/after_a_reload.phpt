--TEST--
workers of newer code are traced as well, and slowTimeout is that of the code that each of them runs
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/asked.inc';

$script = fn (string $settings, string $job) => '<?php
require getenv("IN_WORKER");
(new Naruto\Manager([' . $settings . '"startNum" => 1, "terminateGrace" => 0]))->run(function ($worker) {
    tell("job");
    ' . $job . '
});
';
$fleet = Fleet::start($script('', 'if (file_exists(HOME . "/gate-old")) { return; } hold("old");'));
$fleet->awaitTold('/^job/');
$fleet->awaitLog('/ started: /');
file_put_contents($fleet->script, $script('"slowTimeout" => 1, ', 'sleep(1000); # asleep'));
$fleet->signal(SIGUSR1);
$fleet->open('old');
$fleet->awaitLog('/ slow: worker#1 \(pid \d+\) is still in a job after [\d.]+ m?s⏎#0 \S+ sleep\(\)/');
$fleet->awaitLog('/ reload: 1 of 1 renewed /');
[$status, , [$calls]] = said($fleet);
check($status === 0 && $calls[0] === '#0 ' . ASLEEP, 'it is where the new code is: ' . json_encode($calls));
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
