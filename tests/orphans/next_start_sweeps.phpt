--TEST--
after everything was killed at once the next start sweeps what was left
--DESCRIPTION--
The machine's out-of-memory killer and impatient people do not clean up. What is not of the instance is left alone.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 4]))->run(function ($worker) {
    // A program of the job outlives everybody; it must not hold the lock.
    if ($worker->id === 1 && !file_exists(HOME . "/program")) {
        $program = proc_open(["sleep", "1000"], [], $pipes, "/");
        file_put_contents(HOME . "/program", proc_get_status($program)["pid"]);
        tell("program");
        doze();
    }
});
');
$workers = $fleet->waitWorkers(4);
$fleet->awaitTold('/program/');
$fleet->awaitLog('/started: /');
foreach ([$fleet->pid, ...$workers] as $pid) {
    posix_kill($pid, SIGSTOP);
}
foreach ([...$workers, $fleet->pid] as $pid) {
    posix_kill($pid, SIGKILL);
}
$fleet->wait();
$fleet->until(fn () => !array_filter($workers, lives(...)), 'all are gone');
check(count($fleet->pipes()) === 5, 'their pipes are left');
$dir = $fleet->dir();
file_put_contents("$dir/notes", 'not of the instance');
file_put_contents("$dir/naruto.pipe77", 'no pipe');
symlink('/dev/null', "$dir/naruto.pipe78");

$next = $fleet->again();
$next->awaitLog('/started: 4 workers/');
check($next->dir() === $dir, 'it is the same instance');
check(!str_contains($next->log(), 'waiting'), 'there was nobody to wait for');
$pipes = array_map(fn ($pid) => "naruto.pipe$pid", [$next->pid, ...$next->waitWorkers(4)]);
$left = array_diff(scandir($dir), ['.', '..', 'lock', ...$pipes]);
sort($left);
check($left === ['naruto.pipe77', 'naruto.pipe78', 'notes'], 'what is of the instance is swept, the rest is not: ' . implode(' ', $left));
$next->signal(SIGUSR2);
check($next->wait() === 0, 'it stops with 0');
check(file_get_contents("$dir/notes") === 'not of the instance', 'it is left alone to the end');
array_map(unlink(...), ["$dir/notes", "$dir/naruto.pipe77", "$dir/naruto.pipe78"]);
$program = (int) file_get_contents("$fleet->home/program");
posix_kill($program, SIGKILL);
$fleet->until(fn () => !lives($program), 'the program is gone');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
