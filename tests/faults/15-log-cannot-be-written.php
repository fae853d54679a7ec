<?php
/**
 * log on a full disk, /dev/full, a full pipe
 *
 * The fleet works on and waits for nobody; what could not be written is counted, and told as soon as there is room.
 */

require __DIR__ . '/fault.inc';

needs_namespace();

/** How many lines the master is made to write: more than fit anywhere. */
const LINES = 800;

$slowest = 0.0;
$start = function (string $log, array $under = []) use (&$slowest): Fleet {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 2, "logFile" => $argv[1], "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
        $worker->jobs === 1 && tell("job $worker->pid");
    });
    ', ['args' => [$log], 'under' => $under]);
    $fleet->awaitTold('/^job/', 2);
    return $fleet;
};
$fill = function (Fleet $fleet) use (&$slowest): void {
    $begun = clock();
    for ($number = 0; $number < LINES; $number++) {
        $fleet->write($fleet->pid, sprintf("reload nobody%03d\n", $number));
    }
    // It answers what comes after them: a dead worker is replaced, a reload renews all.
    $workers = $fleet->waitWorkers(2);
    posix_kill($workers[0], SIGKILL);
    $fleet->awaitTold('/^job/', 3);
    $fleet->signal(SIGUSR1);
    $fleet->awaitTold('/^job/', 5);
    check(!array_intersect($workers, $fleet->waitWorkers(2)), 'all are new');
    $slowest = max($slowest, clock() - $begun);
};
/** Makes it write a line more, which tells what has been lost, and compares. */
$adds_up = function (Fleet $fleet, callable $log, string $where): void {
    // Whoever reads makes room by it, and whoever begins to read is found within a second.
    $last = function () use ($fleet, $log): bool {
        $log();
        $fleet->write($fleet->pid, "reload last\n");
        $fleet->awaitRead($fleet->pid);
        return str_contains($log(), ' there is no last');
    };
    until($last, "$where: the last line", 10, 0.1);
    $written = preg_match_all('/ refused: .* nobody\d{3}$/m', $log());
    $lost = preg_match_all('/ dropped: ([\d ]+) lines? of the log could not be written$/m', $log(), $found) ? array_sum(str_replace(' ', '', $found[1])) : 0;
    // Besides them a death, a reload, and this question may have been lost.
    $all = $written + $lost;
    check($lost > 0 && $all >= LINES && $all <= LINES + 60, "$where: of " . LINES . " lines $written are written, $lost were counted as lost");
    lines($log());
};

// A disk that is full, until somebody deletes something.
$fleet = $start('full/log', ['sh', '-c', 'mkdir full && mount -t tmpfs -o size=32k full full && exec "$@"', 'sh']);
file_put_contents("$fleet->home/full/filler", str_repeat('x', 16384));
$fill($fleet);
clearstatcache();
check(filesize("$fleet->home/full/log") <= 16384, 'the disk is full');
unlink("$fleet->home/full/filler");
$adds_up($fleet, fn () => file_get_contents("$fleet->home/full/log"), 'a full disk');
$fleet->signal(SIGUSR2);
$fleet->wait();
exec("umount $fleet->home/full");
five_checks($fleet);

$fleet = $start('/dev/full');
$fill($fleet);
$fleet->signal(SIGUSR2);
five_checks($fleet);

// A pipe whose reader is busy with something else, and one that nobody reads yet.
foreach (['a busy reader' => true, 'no reader' => false] as $where => $is_read) {
    posix_mkfifo($path = getenv('TMPDIR') . '/log', 0600);
    $reader = $is_read ? fopen($path, 'r+') : null;
    $fleet = $start($path);
    $fill($fleet);
    $reader ??= fopen($path, 'r+');
    stream_set_blocking($reader, false);
    $read = '';
    $adds_up($fleet, function () use ($reader, &$read) { return $read .= stream_get_contents($reader); }, $where);
    $fleet->signal(SIGUSR2);
    five_checks($fleet);
    fclose($reader);
    unlink($path);
}
held(LINES . ' lines that nobody takes are counted; ' . at_most($slowest, 2) . ' for them, a kill and a reload');
