--TEST--
whoever asks the first process of a container to stop is told of the end, and ends by itself, also if that takes a moment
--SKIPIF--
<?php
exec('unshare -p -f --mount-proc true 2>&1', $said, $status);
$status === 0 || die('skip this user may not have a pid namespace');
?>
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    // Of whoever asks.
    isset($argv[1]) && register_shutdown_function(function () use ($argv) { nap(0.2); tell("the end of $argv[1]"); });
    $manager = new Naruto\Manager(["startNum" => 2]);
    $manager->run(fn ($worker) => $worker->wait(INF));
', ['under' => ['unshare', '-p', '-f', '--kill-child', '--mount-proc']]);
$fleet->awaitLog('/ started: /');
$first = array_key_first(children_of($fleet->pid));
$under = ['nsenter', '--target', (string) $first, '--pid', '--mount'];
$asker = Program::launch([$fleet->script, 'stop'], $fleet->home, $fleet->env(), under: $under);
check($asker->wait() === 0, 'it ends with 0');
check(str_starts_with($asker->output(), 'stop: all 2 have left after '), "it is told: {$asker->output()}");
check($fleet->told() === ['the end of stop'], 'it has run to its end');
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
