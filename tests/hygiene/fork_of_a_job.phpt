--TEST--
a child that a job forks ends its own way and harms nothing
--DESCRIPTION--
It unwinds through the worker's code, and must neither speak for the worker nor take its pipe along.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$ends = [
    'exit(0);' => 0, 'exit(5);' => 5, 'throw new Exception("of the child");' => 255, 'return;' => 0,
    'trigger_error("of the child", E_USER_ERROR);' => 255, 'posix_kill(getmypid(), SIGKILL);' => null,
];
foreach ($ends as $end => $status) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        (new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 5000]))->run(function ($worker) {
            static $job = 0;
            $job++;
            if ($worker->id === 1 && $job === 1) {
                if (!$pid = pcntl_fork()) {
                    ' . $end . '
                }
                pcntl_waitpid($pid, $status);
                tell("child " . (pcntl_wifexited($status) ? pcntl_wexitstatus($status) : "killed"));
            } elseif ($job === 2) {
                tell("goes on $worker->id");
            }
        });
        tell("after run() in " . getmypid());', ['ini' => ['display_errors' => '0']]);
    $told = $fleet->awaitTold('/^child/');
    check($told === ['child ' . ($status ?? 'killed')], "$end: told $told[0]");
    $fleet->awaitTold('/^goes on 1/');
    $fleet->awaitLog('/ started: 2 workers /');
    check(count($fleet->waitWorkers(2)) === 2 && count($fleet->pipes()) === 3, "$end: two workers, three pipes: " . implode(' ', $fleet->pipes()));
    check(preg_match('/ (left|killed|waiting|ended|stop): /', $fleet->log()) === 0, "$end: the master knows of no death:\n" . $fleet->log());
    $workers = $fleet->workers();
    $fleet->write($workers[0], "reload\n");
    $fleet->until(fn () => !in_array($workers[0], $fleet->workers(), true), "$end: the worker still listens");
    $fleet->waitWorkers(2);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$end: the fleet ends with 0");
    check($fleet->told('/^after/') === ["after run() in $fleet->pid"], "$end: only the master comes back from run()");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
