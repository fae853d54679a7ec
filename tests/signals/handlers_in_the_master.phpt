--TEST--
pcntl_signal() in the master, before run() or in a hook: Naruto's signals stay Naruto's, and the handlers are back after run()
--DESCRIPTION--
A library sets handlers for what it thinks it needs. Stop, reload and the death of workers must not be its business.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$all = '[SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD, SIGTTIN, SIGTTOU]';
$places = [
    'before run()' => ["pcntl_async_signals(true); foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler); }", ''],
    'in a hook' => ['', "foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler) || tell('refused'); }"],
    'the default, in a hook' => ["foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler); }", "foreach ($all as \$signal) { pcntl_signal(\$signal, SIG_DFL); } foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler); }"],
    'ignored, in a hook' => ["foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler); }", "foreach ($all as \$signal) { pcntl_signal(\$signal, SIG_IGN); } foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler); }"],
    'blocked before run()' => ["pcntl_sigprocmask(SIG_BLOCK, $all); foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler); } pcntl_sigprocmask(SIG_BLOCK, $all);", ''],
    'blocked in a hook' => ["foreach ($all as \$signal) { pcntl_signal(\$signal, \$handler); }", "pcntl_sigprocmask(SIG_BLOCK, $all);"],
];
foreach ($places as $place => [$before, $hook]) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $handler = function (int $signal) { tell("handler $signal"); };
        pcntl_signal(SIGALRM, fn () => tell("alarm"));
        ' . $before . '
        pcntl_async_signals(true);
        $manager = new Naruto\Manager(["startNum" => 2]);
        $manager->onWorkerExit(function () use ($handler) {
            ' . $hook . '
            pcntl_alarm(1);
            tell("hook");
            hold("hook");
        });
        $manager->run(function (Naruto\Worker $worker) {
            static $job = 0;
            if ($job++ === 0) { tell("job $worker->pid"); }
        });
        foreach ([SIGUSR1, SIGTERM, SIGCHLD] as $signal) { posix_kill(getmypid(), $signal); }
        pcntl_signal_dispatch();
        tell("after");');
    $fleet->awaitTold('/^job/', 2);
    posix_kill($fleet->waitWorkers(2)[0], SIGKILL);
    $fleet->awaitTold('/^hook$/');
    // It has arrived before the hook is over, and is not lost.
    $fleet->signal(SIGUSR1);
    $fleet->open('hook');
    $fleet->awaitLog('/ reload: asked by SIGUSR1/');
    $fleet->awaitLog('/ reload: 2 of 2 renewed/');
    $killed = $fleet->waitNames(2)['worker#2'];
    posix_kill($killed, SIGKILL);
    $fleet->until(fn () => $fleet->waitNames(2)['worker#2'] !== $killed, 'a successor');
    $fleet->awaitTold('/^alarm$/');
    check($fleet->told('/^(handler|refused)/') === [], "$place: no handler of the script has run for a signal of Naruto's: " . implode(', ', $fleet->told('/^(handler|refused)/')));
    $fleet->signal(SIGTERM);
    check($fleet->wait() === 0, "$place: the fleet ends with 0");
    check(preg_match('/ terminate: asked by SIGTERM/', $fleet->log()) === 1, "$place: as it was asked");
    $after = $fleet->told('/^(handler|after)/');
    sort($after);
    check($after === ['after', 'handler 10', 'handler 15', 'handler 17'], "$place: afterwards they are the script's again: " . implode(', ', $after));
    $fleet->clean();
}

// Step by step, where there is no hook to look after.
$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["startNum" => 2], null);
    $manager->group("mail", ["startNum" => 1], function () {});
    $manager->registerSigHandler();
    pcntl_signal(SIGTERM, fn () => tell("handler"));
    $manager->execFork();
    pcntl_signal(SIGCHLD, SIG_DFL);
    pcntl_signal(SIGUSR1, SIG_DFL);
    posix_kill(getmypid(), SIGUSR1);
    $manager->hangup();
    tell("end");');
$fleet->awaitLog('/ reload: 1 of 1 renewed/');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'step by step: the fleet ends with 0');
check($fleet->told() === ['end'], 'step by step: ' . implode(', ', $fleet->told()));
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
