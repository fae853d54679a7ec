--TEST--
a log file stays usable for workers of another user: it is theirs, and when it is rotated the master makes the next one
--DESCRIPTION--
The folder of the log is root's. A worker that finds no file at the path cannot make one, so it asks its master.
--SKIPIF--
<?php
require __DIR__ . '/user.inc';
skip_unless_root();
?>
--FILE--
<?php
require __DIR__ . '/user.inc';

$place = open_place();
mkdir("$place/run", 0755);
$log = "$place/fleet.log";
$user = posix_getpwnam('www-data');
$fleet = Fleet::start('<?php
    $manager = new Naruto\Manager(["name" => "fleet", "pipeDir" => "' . $place . '/run", "logFile" => "' . $log . '", "hangupLoopMicrotime" => 20000]);
    $manager->group("web", ["startNum" => 2, "user" => "www-data"], fn ($worker) => Naruto\ProcessException::info(["msg" => ["job $worker->jobs of $worker->name"]]));
    $manager->run();
');
$lines = fn (string $path) => (string) @file_get_contents($path);
$fleet->until(fn () => preg_match('/web#2.*job/', $lines($log)), 'a line of a worker');
clearstatcache();
check(fileowner($log) === $user['uid'] && (fileperms($log) & 0777) === 0640, 'the file belongs to them');
// The master has nothing to say, so it would not look by itself.
for ($round = 1; $round <= 2; $round++) {
    rename($log, "$log.$round");
    $fleet->until(fn () => preg_match_all('/ (web#[12]) .*job/', $lines($log), $found) && count(array_unique($found[1])) === 2, "round $round: lines of both in the new file");
    clearstatcache();
    check(fileowner($log) === $user['uid'], "round $round: the next one is theirs, too");
}
// One that is there already stays whose it is, and that is told, once.
rename($log, "$log.3");
touch($log);
chmod($log, 0600);
$fleet->until(fn () => str_contains($lines("$log.3") . $fleet->log(), 'Permission denied'), 'to hear that they cannot follow');
check(fileowner($log) === 0, 'a file of root stays root\'s');
unlink($log);
$fleet->until(fn () => preg_match('/web#1.*job/', $lines($log)), 'lines in a file that they can open');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
check(glob("$place/run/*") === [], 'nothing is left');

// Every job is in one of the files, in its order.
$all = implode('', array_map($lines, ["$log.1", "$log.2", "$log.3", $log]));
preg_match_all('/ (web#\d) .*job (\d+) of/', $all, $jobs, PREG_SET_ORDER);
foreach (['web#1', 'web#2'] as $name) {
    $own = array_values(array_map(fn ($job) => (int) $job[2], array_filter($jobs, fn ($job) => $job[1] === $name)));
    check($own === range(0, count($own) - 1), "$name: no line is missing");
}
check(substr_count($all, 'lines go on to the file that is open') === 1, 'it was told once');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
