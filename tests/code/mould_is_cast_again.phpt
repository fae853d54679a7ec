--TEST--
a mould that was killed is cast again when a worker has to be forked, and ends with the fleet
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/releases.inc';

$releases = new Releases();
$fleet = $releases->fleet;
$releases->deploy(2);
check($releases->reload() === '', 'the release is taken');
[$mould] = $fleet->moulds();
posix_kill($mould, SIGKILL);
$fleet->awaitLog('/the mould \(pid \d+\) is gone: the new process was killed by SIGKILL/');
$workers = $fleet->waitWorkers(3);
check($fleet->moulds() === [], 'nobody needs it yet');
posix_kill($workers[1], SIGKILL);
$fleet->until(fn () => !in_array($workers[1], $fleet->workers()) && count($fleet->workers()) === 3, 'the dead worker is replaced');
check(count($fleet->moulds()) === 1, 'from another mould');
$releases->offer(10);
$releases->checkJobs();

// Stopped, it does not even answer; the fleet ends all the same.
posix_kill($fleet->moulds()[0], SIGSTOP);
posix_kill($fleet->workers()[0], SIGKILL);
$releases->end();
echo "Done\n";
?>
--EXPECT--
Done
