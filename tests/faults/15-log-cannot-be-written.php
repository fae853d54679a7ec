<?php
/**
 * log on a full disk, /dev/full, a full pipe
 *
 * The fleet works on and waits for nobody; what could not be written is counted, and told as soon as there is room.
 */

require __DIR__ . '/fault.inc';

needs_namespace();

/** Log lines that the master writes for it, one each. */
const LINES = 400;

$start = function (string $log, array $under = []): Fleet {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 2, "logFile" => $argv[1], "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
        $worker->jobs === 1 && tell("job $worker->pid");
    });
    ', ['args' => [$log], 'under' => $under]);
    $fleet->awaitTold('/^job/', 2);
    return $fleet;
};
$refused = function (Fleet $fleet, int $lines): float {
    $begun = clock();
    for ($number = 0; $number < $lines; $number++) {
        $fleet->write($fleet->pid, sprintf("reload nobody%03d\n", $number));
    }
    $fleet->awaitRead($fleet->pid);
    return clock() - $begun;
};
/** It lives: a dead worker is replaced, a reload renews all, and it ends. */
$lives = function (Fleet $fleet): void {
    $workers = $fleet->waitWorkers(2);
    posix_kill($workers[0], SIGKILL);
    $fleet->awaitTold('/^job/', 3);
    $fleet->signal(SIGUSR1);
    $fleet->awaitTold('/^job/', 5);
    check(!array_intersect($workers, $fleet->waitWorkers(2)), 'all are new');
};
/** Whatever is missing in the log has been counted. */
$adds_up = function (string $log, string $where): int {
    $lines = count(preg_grep('/ refused: .* nobody\d{3}$/', explode("\n", $log)));
    preg_match_all('/ dropped: (\d+) lines of this log could not be written$/m', $log, $lost);
    $lost = array_sum($lost[1]);
    check($lost > 0 && $lines > 0, "$where: $lines lines are written, $lost are lost");
    lines($log);
    return $lost + $lines;
};

// A disk that is full, until somebody deletes something.
$fleet = $start('full/log', ['sh', '-c', 'mkdir full && mount -t tmpfs -o size=16k full full && exec "$@"', 'sh']);
file_put_contents("$fleet->home/full/filler", str_repeat('x', 8192));
$took = $refused($fleet, LINES);
$size = filesize("$fleet->home/full/log");
check($size <= 8192, "the disk is full: $size bytes");
unlink("$fleet->home/full/filler");
$refused($fleet, 1);
$all = $adds_up(file_get_contents("$fleet->home/full/log"), 'a full disk');
check($all === LINES + 1, "a full disk: every line is written or counted, $all of " . LINES + 1);
@file_put_contents("$fleet->home/full/filler", str_repeat('x', 16384));
$lives($fleet);
$fleet->signal(SIGUSR2);
$fleet->wait();
exec("umount $fleet->home/full");
five_checks($fleet);

$fleet = $start('/dev/full');
$refused($fleet, LINES);
$lives($fleet);
$fleet->signal(SIGUSR2);
five_checks($fleet);

// A pipe whose reader is busy with something else, and one that nobody reads yet.
foreach (['a busy reader' => true, 'no reader' => false] as $where => $read) {
    posix_mkfifo($path = getenv('TMPDIR') . '/log', 0600);
    $reader = $read ? fopen($path, 'r+') : null;
    $fleet = $start($path);
    $took = max($took, $refused($fleet, 2 * LINES));
    $reader ??= fopen($path, 'r+');
    stream_set_blocking($reader, false);
    $log = stream_get_contents($reader);
    $refused($fleet, 1);
    $log .= stream_get_contents($reader);
    if ($read) {
        $all = $adds_up($log, $where);
        check($all >= 2 * LINES, "$where: every line is written or counted, $all of " . 2 * LINES + 1);
    }
    $lives($fleet);
    $fleet->signal(SIGUSR2);
    five_checks($fleet);
    unlink($path);
}
held(LINES . ' lines that nobody takes cost ' . at_most($took, 2) . '; the lost ones are counted');
