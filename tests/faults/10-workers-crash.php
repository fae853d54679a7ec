<?php
/**
 * workers crash, cores are dumped
 *
 * By SIGSEGV, SIGBUS, SIGABRT and SIGILL, each in a job that is not the first: the successor comes at once.
 */

require __DIR__ . '/fault.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    $signals = [1 => SIGSEGV, SIGBUS, SIGABRT, SIGILL];
    $gate = HOME . "/gate-$worker->id";
    if ($worker->jobs > 0 && file_exists($gate) && unlink($gate)) {
        tell("crash $worker->id $worker->pid");
        posix_kill($worker->pid, $signals[$worker->id]);
    }
});
', ['under' => ['prlimit', '--core=unlimited']]);
$names = $fleet->waitNames(4);
$fleet->awaitLog('/ started: /');
$times = [];
foreach ([1 => 'SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL'] as $id => $signal) {
    $pid = $names["worker#$id"];
    $fleet->open((string) $id);
    // A core may be a while in the writing.
    $fleet->awaitLog("/ warning master .* died: worker#$id \\(pid $pid\\) by $signal, in a job after /", 30);
    $times[] = takes(fn () => count($fleet->workers()) === 4, "a successor of worker#$id");
    unset($names["worker#$id"]);
    check(array_intersect_key($names, $fleet->waitNames(4)) === $names, "the others do not notice that $id crashes");
}
check(count($fleet->told('/crash/')) === 4, 'each has crashed once: ' . implode(', ', $fleet->told()));
$fleet->signal(SIGUSR2);
$log = five_checks($fleet);
check(!str_contains($log, ' waiting: '), "nobody had to wait:\n$log");
held('4 told by their signals, replaced ' . at_most(max($times), 0.5) . ' after that');
