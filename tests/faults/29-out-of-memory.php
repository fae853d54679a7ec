<?php
/**
 * the kernel kills a worker for its memory
 *
 * In a control group with a limit: the death is told as what it was, and the master is not the one who goes.
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/cgroup.inc';

$cgroup = Cgroup::make('memory');
$cgroup->limitMemory(96 << 20);
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]);
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->name $exit->cause $exit->signal " . json_encode($exit->failed)));
$manager->run(function ($worker) {
    $worker->jobs === 1 && tell("job $worker->pid");
    if ($worker->id === 1 && file_exists(HOME . "/gate-eat") && unlink(HOME . "/gate-eat")) {
        $eaten = str_repeat("x", 256 << 20);
        tell("it was not killed");
    }
});
', ['under' => $cgroup->under(), 'ini' => ['memory_limit' => '-1']]);
$fleet->awaitTold('/^job/', 2);
$fleet->awaitLog('/ started: /');
$workers = $fleet->waitNames(2);
$fleet->open('eat');
until(fn () => !lives($workers['worker#1']), 'its death', 30, 0.0001);
$begun = clock();
$fleet->awaitTold('/^(exit|it was)/');
check($fleet->told('/^exit/') === ['exit worker#1 oom SIGKILL true'], 'the cause is told: ' . implode(', ', $fleet->told()));
$fleet->awaitLog("/ error   master .* died: worker#1 \\(pid {$workers['worker#1']}\\): out of memory, in a job after /");
$took = takes(fn () => count($fleet->workers()) === 2, 'a successor', $begun);
$fleet->awaitTold('/^job/', 3);

// A SIGKILL of somebody else's is none, although one has been.
posix_kill($workers['worker#2'], SIGKILL);
check($fleet->awaitTold('/^exit/', 2)[1] === 'exit worker#2 signal SIGKILL true', 'the next one was not the kernel: ' . implode(', ', $fleet->told()));
$fleet->waitWorkers(2);
$fleet->signal(SIGUSR2);
five_checks($fleet);
held('told as out of memory; replaced after ' . at_most($took, 0.5));
