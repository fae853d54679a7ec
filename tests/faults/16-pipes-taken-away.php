<?php
/**
 * pipes deleted, or replaced by something else
 *
 * By a file, a link to something precious, somebody else's pipe: never written to, never removed, and every signal and
 * every order of the master reaches whom it should, also a worker that would sleep for an hour.
 */

require __DIR__ . '/fault.inc';

$foreign = fn ($path) => posix_mkfifo($path, 0600) && @chown($path, 65534);
$replacements = [
    'nothing' => fn ($path) => true,
    'a file' => fn ($path) => file_put_contents($path, "reload\n") !== false,
    'a link' => fn ($path) => symlink(dirname($path, 3) . '/precious', $path),
    'another pipe' => $foreign,
];
// Only root can give something away, and in a namespace of a user there is nobody else.
if (!$foreign(getenv('TMPDIR') . '/foreign')) {
    unset($replacements['another pipe']);
}
unlink(getenv('TMPDIR') . '/foreign');
$slowest = 0.0;
foreach ($replacements as $what => $make) {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 3600000000]))->run(fn ($worker) => tell("job $worker->pid"));
    ');
    file_put_contents("$fleet->home/precious", 'precious');
    $fleet->awaitTold('/^job/', 2);
    $fleet->awaitLog('/ started: /');
    $workers = $fleet->waitWorkers(2);
    $paths = array_map($fleet->pipe(...), [$fleet->pid, ...$workers]);
    $directory = $fleet->dir();
    foreach ($paths as $path) {
        check(unlink($path) && $make($path), "$what lies where $path was");
    }
    $seen = fn () => array_map(fn ($path) => ($stat = @lstat($path)) ? [$stat['mode'], $stat['ino']] : null, $paths);
    $before = $seen();

    $begun = clock();
    $fleet->signal(SIGUSR1);
    $slowest = max($slowest, takes(fn () => !array_filter($workers, lives(...)), "$what: a reload by signal", $begun));
    $fleet->awaitLog('/ reload: 2 of 2 renewed in /');
    $fleet->awaitTold('/^job/', 4);
    $victim = $fleet->waitWorkers(2)[0];
    posix_kill($victim, SIGKILL);
    $fleet->awaitTold('/^job/', 5);
    $begun = clock();
    $fleet->signal(SIGUSR2);
    $slowest = max($slowest, takes(fn () => !$fleet->running(), "$what: a stop by signal", $begun));

    clearstatcache();
    check($what === 'nothing' || $seen() === $before, "$what: it is as it was");
    check(file_get_contents("$fleet->home/precious") === 'precious', "$what: what it leads to is as it was");
    foreach ($what === 'nothing' ? [] : $paths as $path) {
        check(unlink($path), "$what: it lies there to the end");
    }
    $log = five_checks($fleet);
    check(!preg_match('/ (died|killed): (?!worker#\d \(pid ' . $victim . '\))/', $log), "$what: nobody else had to be killed:\n$log");
    check($what === 'nothing' || str_contains($log, '; it is left alone'), "$what: it is told:\n$log");
}
held(count($replacements) . ' ways; signals are obeyed after ' . at_most($slowest, 0.5) . ' all the same');
