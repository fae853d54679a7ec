--TEST--
a log file that cannot be opened anew is told of once, on stderr too, and lines go on to the one that is open
--FILE--
<?php
require __DIR__ . '/lines.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["startNum" => 3, "logFile" => "fleet.log", "hangupLoopMicrotime" => 20000]);
    $manager->run(fn ($worker) => Naruto\ProcessException::info(["msg" => ["job $worker->id"]]));');
$path = "$fleet->home/fleet.log";
$said = fn (string $regex, string $file) => preg_match_all($regex, (string) @file_get_contents($file));
$fleet->until(fn () => $said('/ started: /', $path), 'the start in the file');
rename($path, "$path.old");
mkdir($path);
$fleet->awaitLog('/ log: open \S+\/fleet\.log: Is a directory \(EISDIR\); lines go on to the file that is open$/m');
$before = $said('/ job \d/', "$path.old");
// A second and more, in which each looks again.
$fleet->until(fn () => $said('/ job \d/', "$path.old") > $before + 300, 'lines go on to the old file');
check($said('/ log: open /', "$path.old") === 1, 'all of them together say so once');
check(count(lines($fleet->log())) === 1, "and once on stderr: {$fleet->log()}");
rmdir($path);
$fleet->until(fn () => $said('/ job \d/', $path) > 9, 'the new file, once there can be one');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
foreach ([$path, "$path.old"] as $file) {
    lines(file_get_contents($file));
}
check($said('/ ended: /', $path) === 1, 'the end is in the new file');
check(count(lines($fleet->log())) === 1, 'stderr got nothing more');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
