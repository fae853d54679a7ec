--TEST--
every line of a whole life has the documented form, and says what happened
--DESCRIPTION--
Also the lines that workers write, and those of ProcessException.
--FILE--
<?php
require __DIR__ . '/lines.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 3, "logLevel" => "debug", "hangupLoopMicrotime" => 10000]))->run(function ($worker) {
        static $job = 0;
        if ($job++ === 0) { Naruto\ProcessException::info(["msg" => ["from" => "worker $worker->id", "extra" => "begins"]]); }
        match (true) {
            $worker->id === 2 && @mkdir("thrown") => throw new DomainException("no\nroute"),
            $worker->id === 2 && @mkdir("exited") => exit(3),
            $worker->id === 2 && @mkdir("killed") => posix_kill(getmypid(), SIGKILL),
            default => null,
        };
    });', ['name' => 'life']);
$fleet->awaitLog('/ by SIGKILL.*\n(.*\n)*.* worker#2 .* ready: /');
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 3 of 3 renewed/');
$fleet->signal(SIGTTIN);
$fleet->awaitLog('/ scale: /');
$fleet->waitWorkers(4);
$fleet->write($fleet->pid, "rubbish\n");
$fleet->awaitLog('/ dropped: /');
$fleet->write($fleet->pid, "reload worker#77\n");
$fleet->awaitLog('/ refused: /');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');

$lines = lines($fleet->log());
check(count(array_unique(array_column($lines, 'who'))) === 5, 'the master and four workers speak');
foreach ([
    "info master $fleet->pid started: 3 workers in [\\d.]+ m?s, pipes in \\S+/run/life-[0-9a-f]{8}/",
    'info worker#1 \d+ log: from: worker 1, extra: begins',
    'error worker#2 \d+ died: DomainException: no⏎route in \S+/life\.php:\d+, in a job after [\d.]+ m?s; \d+ jobs? done⏎#0 .*⏎#2 \{main\}',
    "warning master $fleet->pid died: worker#2 \\(pid \\d+\\) by exit\\(3\\), in a job after [\\d.]+ m?s",
    "warning master $fleet->pid died: worker#2 \\(pid \\d+\\) by SIGKILL, in a job after [\\d.]+ m?s",
    'info worker#2 \d+ ready: after [\d.]+ m?s',
    "info master $fleet->pid reload: asked by SIGUSR1.*",
    "info master $fleet->pid reload: 3 of 3 renewed in [\\d.]+ m?s, generation 2",
    "info master $fleet->pid scale: worker from 3 to 4 workers",
    "warning master $fleet->pid dropped: [78] bytes on naruto\\.pipe$fleet->pid are no command",
    "warning master $fleet->pid refused: asked by the pipe: there is no .*worker#77.*",
    "info master $fleet->pid stop: asked by SIGUSR2",
    "info master $fleet->pid ended: 4 workers left after [\\d.]+ m?s, no job was cut, [\\d ]+ jobs done",
] as $wanted) {
    $said = array_filter($lines, fn ($line) => preg_match("~^$wanted$~u", "$line[level] $line[who] $line[pid] $line[event]: $line[sentence]"));
    check($said !== [], "the log says: $wanted");
}
check(end($lines)['event'] === 'ended', 'the end is told last');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
