--TEST--
one master and N workers, by their parents, titles and pipes
--DESCRIPTION--
What ps shows is how an operator knows a fleet: who is the master, which worker is which slot.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 5, "name" => "shop"]))->run(function () {});');
$workers = $fleet->waitWorkers(5);
$fleet->awaitLog('/started: 5 workers in /');

check(command_line($fleet->pid) === 'naruto: shop master', 'the master has its title: ' . command_line($fleet->pid));
$titles = array_map(command_line(...), $workers);
sort($titles);
$expected = array_map(fn ($slot) => "naruto: shop worker#$slot", range(1, 5));
check($titles === $expected, 'the workers have theirs: ' . implode(', ', $titles));
foreach ($workers as $pid) {
    check(proc_stat($pid)['ppid'] === $fleet->pid, "$pid is a child of the master");
}
check(count($fleet->processes()) === 6, 'there are no other processes');

$pipes = array_map(fn ($pid) => "naruto.pipe$pid", [$fleet->pid, ...$workers]);
check(array_diff($pipes, $fleet->pipes()) === [], 'each process has a pipe');
$files = array_diff(scandir($fleet->dir()), ['.', '..', 'lock', ...$pipes]);
check(!$files, 'nothing else lies there but the lock, not ' . implode(' ', $files));
check(str_starts_with(basename($fleet->dir()), 'shop-'), 'the directory has the name of the fleet');
check((fileperms($fleet->dir()) & 0777) === 0700, 'nobody else may enter it');
foreach ($pipes as $pipe) {
    check((fileperms($fleet->dir() . "/$pipe") & 0777) === 0600, "nobody else may use $pipe");
}

$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
