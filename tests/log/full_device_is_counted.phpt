--TEST--
lines that a full device does not take are counted over all processes, also those that are dead, and told as soon as there is room
--FILE--
<?php
require __DIR__ . '/lines.inc';

/** Four workers write 25 lines each, one of them dies, and the master has written one. */
function on_full_device(): Fleet
{
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        symlink("/dev/full", HOME . "/fleet.log");
        $manager = new Naruto\Manager(["startNum" => 4, "logFile" => HOME . "/fleet.log", "hangupLoopMicrotime" => 1000]);
        $manager->run(function ($worker) {
            static $line = 0;
            if ($line++ < 25 && !is_dir("dead$worker->id")) {
                Naruto\ProcessException::info(["msg" => ["$worker->id $line"]]);
            } elseif ($line === 26) {
                tell("done $worker->id");
            } elseif ($worker->id === 1 && @mkdir("dead1")) {
                posix_kill(getmypid(), SIGKILL);
            }
        });');
    // The successor of the dead one has nothing to log.
    $fleet->awaitTold('/^done 1$/', 2);
    $fleet->awaitTold('/^done/', 5);
    return $fleet;
}

// 100 lines of workers; started, died and ready; stop and ended.
$fleet = on_full_device();
$path = "$fleet->home/fleet.log";
unlink($path);
$refused = 0;
$fleet->until(function () use ($fleet, $path, &$refused) {
    $fleet->write($fleet->pid, "reload worker#77\n");
    $fleet->awaitRead($fleet->pid);
    $refused++;
    clearstatcache();
    return @filesize($path) > 0;
}, 'the new file');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$log = file_get_contents($path);
$all = 100 + 3 + $refused + 2;
check(count(kept($log)) + lost($log) === $all, count(kept($log)) . ' lines and ' . lost($log) . " lost make $all");
check(lost($log) >= 103, 'those of the dead are among them: ' . lost($log));
check(lines($log)[0]['event'] === 'dropped', 'that is told first');
check($fleet->log() === '', "stderr is silent: {$fleet->log()}");
$fleet->clean();

// There never is room: at least the end says so.
$fleet = on_full_device();
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(count(lines($fleet->log())) === 1 && lost($fleet->log()) === 105, "stderr says how many: {$fleet->log()}");
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
