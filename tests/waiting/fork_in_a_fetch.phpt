--TEST--
what a fetch has forked off is no worker: a signal to it ends no fetch of its parent's, and its end is its own
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1, "stopSignal" => SIGALRM]))->run(function (Naruto\Worker $worker) {
    $worker->running();
    $found = $worker->idle(function () {
        $child = pcntl_fork();
        if ($child === 0) {
            tell("child " . getmypid());
            sleep(1000);
            tell("child goes on");
            hold("child");
            return "a job of nobody";
        }
        pcntl_waitpid($child, $status);
        return "a job";
    });
    tell(getmypid() === $worker->pid ? "found $found" : "the child has $found");
    hold("end");
});
');
[$line] = $fleet->awaitTold('/^child \d/');
posix_kill((int) substr($line, 6), SIGALRM);
$fleet->awaitTold('/^child goes on/');
$fleet->open('end');
$fleet->open('child');
$fleet->awaitTold('/^found a job$/');
$fleet->until(fn () => substr_count($fleet->log(), ' ready: ') === 0 && count($fleet->workers()) === 1, 'the worker to stay');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!preg_match('/ (died|killed): /', $fleet->log()), "nobody has died: {$fleet->log()}");
$fleet->clean();
echo implode("\n", preg_grep('/^child \d/', $fleet->told() ?: [], PREG_GREP_INVERT)), "Done\n";
?>
--EXPECT--
Done
