--TEST--
Ctrl-C at the terminal terminates with grace, the loss of the terminal is a stop
--DESCRIPTION--
Both reach the whole group of processes: the jobs of the workers must not notice. HUP sent by a process is a reload
instead.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = '<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 2, "logFile" => HOME . "/log"]))->run(function ($worker) {
    tell("begin $worker->pid");
    hold("end");
    tell("end $worker->pid");
});
';
foreach (['Ctrl-C' => 'terminate: asked by SIGINT', 'hangup' => 'stop: asked by the loss of the terminal'] as $what => $line) {
    $fleet = Fleet::start($script, ['under' => Program::TERMINAL]);
    $fleet->awaitTold('/^begin/', 2);
    $workers = $fleet->waitWorkers(2);
    $log = fn () => (string) @file_get_contents("$fleet->home/log");
    $fleet->until(fn () => str_contains($log(), 'started: '), 'the start');
    if ($what === 'hangup') {
        $fleet->signal(SIGHUP);
        $fleet->until(fn () => str_contains($log(), 'reload: asked by SIGHUP'), 'a HUP that was sent reloads');
        $fleet->hangUp();
    } else {
        $fleet->type("\x03");
    }
    $fleet->until(fn () => str_contains($log(), $line), "$what is understood");
    check($fleet->workers() === $workers, "$what leaves the workers at their jobs");
    $fleet->open('end');
    check($fleet->wait() === 0, "$what ends with 0");
    check(count($fleet->told('/^end/')) === 2, "$what cuts no job");
    check(!str_contains($log(), ' died: '), "$what kills nobody: {$log()}");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
