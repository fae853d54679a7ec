--TEST--
the harness tells what a fleet leaves behind
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$untidy = Fleet::start(__DIR__ . '/../include/stand-in.inc', ['args' => ['untidy']]);
$untidy->waitWorkers(3);
$untidy->signal(SIGTERM);
$untidy->wait();
$untidy->clean();

$killed = Fleet::start(__DIR__ . '/../include/stand-in.inc');
$orphan = $killed->waitWorkers(3)[0];
$killed->awaitLog('/started: 3 workers/');
$killed->signal(SIGKILL);
check($killed->wait() === 128 + SIGKILL, 'the signal is told as a shell does');
$killed->clean();
check(in_array(proc_stat($orphan)['state'] ?? 'Z', ['Z', 'X'], true), 'the orphans were killed');
echo "Done\n";
?>
--EXPECTF--
not so: nothing is left, but there is run/stand-in/lock (left_behind.php:%d)
not so: nothing is left, but there is run/stand-in/naruto.pipe%d (left_behind.php:%d)
not so: no process is left, but there is %d: naruto: stand-in worker (left_behind.php:%d)
not so: no process is left, but there is %d: naruto: stand-in worker (left_behind.php:%d)
not so: no process is left, but there is %d: naruto: stand-in worker (left_behind.php:%d)
not so: nothing is left, but there is run/stand-in/lock (left_behind.php:%d)
not so: nothing is left, but there is run/stand-in/naruto.pipe%d (left_behind.php:%d)
--- pid %d, ended with 137
--- no output
--- errors and log
started: 3 workers
Done
