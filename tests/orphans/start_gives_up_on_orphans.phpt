--TEST--
a start that waits for orphans in vain says why it does not work
--DESCRIPTION--
An orphan that is stopped in a debugger, or in a system call that cannot be interrupted, outlives its grace.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
try {
    (new Naruto\Manager(["startNum" => 1, "orphanGrace" => 1]))->run(function ($worker) { tell("begin $worker->pid"); doze(); });
} catch (Naruto\ProcessException $error) {
    echo $error->getMessage(), "\n";
    exit(4);
}
');
$worker = (int) substr($fleet->awaitTold('/begin/')[0], 6);
$fleet->awaitLog('/started: /');
$fleet->signal(SIGKILL);
$fleet->wait();
// Now, as the kernel wakes those that are stopped when their process group becomes an orphan (setpgid(2)).
posix_kill($worker, SIGSTOP);
$fleet->until(fn () => proc_stat($worker)['state'] === 'T', 'the worker is stopped');

$begun = clock();
[$status, $output, $errors] = $fleet->command();
check($status === 4, "the start throws: $status");
check(preg_match('/^worker cannot start: its last master was killed, and workers of it still finish their jobs after \d s\n$/', $output) === 1, "it says why: $output");
check(str_contains($errors, "waiting: for the jobs of workers whose master (pid $fleet->pid) was killed"), 'it has said that it waits');
check(clock() - $begun > 1, 'it has waited for the grace');
check(count($fleet->told()) === 1, 'nothing was started');

posix_kill($worker, SIGCONT);
$fleet->until(fn () => !lives($worker), 'the orphan goes as soon as it can', 3);
$next = $fleet->again();
$next->awaitTold('/begin/', 2);
$next->awaitLog('/started: /');
$next->signal(SIGTERM);
$next->awaitLog('/terminate: asked/');
$next->signal(SIGTERM);
check($next->wait() === 0, 'the next start works');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
