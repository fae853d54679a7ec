<?php
/**
 * no space left for pipes
 *
 * A file system whose inodes are used up: at the start an exception before anything runs, later one slot that waits.
 */

require __DIR__ . '/fault.inc';

needs_namespace();

/** To be started by: puts a file system with so many inodes where the fleet makes its directory. */
$with_inodes = fn (int $number) => ['sh', '-c', 'mount -t tmpfs -o nr_inodes=$0 full run && exec "$@"', (string) $number];

/** Below it is the directory that the five checks look into. */
function empty_and_unmount(Fleet $fleet): void
{
    $left = glob("$fleet->home/run/*");
    check($left === [], 'whatever could be made is gone: ' . implode(' ', $left));
    exec('umount ' . escapeshellarg("$fleet->home/run"));
}

// One is the root; then come the directory, the lock, the pipe of the master, those of the workers.
$refusals = [1 => 'mkdir', 'open', 'mkfifo', 'the fleet did not start: mkfifo', 'the fleet did not start: mkfifo'];
foreach ($refusals as $inodes => $call) {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    try {
        (new Naruto\Manager(["startNum" => 4]))->run(fn () => 0);
    } catch (Naruto\ProcessException $error) {
        tell($error->getMessage());
        tell(pcntl_wait($status) === -1 ? "no child" : "a child");
        exit(4);
    }
    ', ['under' => $with_inodes($inodes)]);
    $fleet->wait();
    [$message, $children] = $fleet->told() + ['nothing', 'nothing'];
    check(preg_match("~^$call \\S+/run/\\S+: No space left on device \\(ENOSPC\\)~", $message) === 1, "$inodes inodes: it says what it could not make: $message");
    check($children === 'no child', "$inodes inodes: there is no child to reap, but $children");
    empty_and_unmount($fleet);
    five_checks($fleet, 4);
}

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    $worker->jobs === 1 && tell($worker->pid);
});
', ['under' => $with_inodes(32)]);
$fleet->awaitTold('//', 3);
$fleet->awaitLog('/ started: /');
[$victim, $second, $third] = $fleet->waitWorkers(3);
// The pipe of the dead one is removed, but as long as somebody has it open it is there, and takes its place.
$held = fopen($fleet->pipe($victim), 'r+');
$filler = [];
while (@touch($file = "$fleet->home/run/filler" . count($filler))) {
    $filler[] = $file;
}
posix_kill($victim, SIGKILL);
$fleet->awaitLog('/ error   master .* waiting: worker#1 was not forked: No space left on device; next try in (9\d|1[01]\d) ms$/m');
$fleet->awaitLog('/ error   master .* waiting: worker#1 was not forked: No space left on device; next try in (1[89]\d|2[012]\d) ms$/m');
check($fleet->workers() === [$second, $third], 'the others are at work');
await_one_pipe_each($fleet, 2);
fclose($held);
array_map(unlink(...), $filler);
$took = takes(fn () => count($fleet->workers()) === 3, 'the successor');
preg_match_all('/ was not forked: .*; next try in (\d+) ms/', $fleet->log(), $pauses);
$last = end($pauses[1]) / 1000;
check($took < $last + 0.5, 'it is back after one more pause of ' . seconds($last) . ' at most, not after ' . seconds($took));
await_one_pipe_each($fleet, 3);
$fleet->signal(SIGUSR2);
$fleet->wait();
empty_and_unmount($fleet);
five_checks($fleet);
held('5 starts refused; back ' . seconds($took) . ' after there is space again, in a pause of ' . seconds($last));
