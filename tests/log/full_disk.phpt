--TEST--
a full disk stops nobody and tears no line, nor does one that gets room now and then; what it did not take is counted and told
--DESCRIPTION--
A disk takes a part of a line before it says that it is full. Every job writes one line; they have many lengths, so that
they end anywhere in a page. Only processes of the fleet see the disk, so they look and clear up themselves, under the
load of all the others.
--SKIPIF--
<?php
exec('unshare -m sh -c "mount -t tmpfs tmpfs /mnt" 2>&1', $said, $status);
if ($status !== 0) {
    die('skip this user may not mount a file system');
}
?>
--FILE--
<?php
require __DIR__ . '/lines.inc';

$mount = 'mkdir "$TMPDIR/disk" && cd "$TMPDIR/disk" && mount -t tmpfs -o size=1200k tmpfs . && cd . && for n in 1 2 3 4 5 6 7 8; do head -c 64k /dev/zero >chunk$n; done; head -c 500k /dev/zero >rest';
// The log by its path, and on stderr as a shell opens it: with and without O_APPEND.
foreach (['logFile' => '', '>>' => '2>>"$TMPDIR/disk/fleet.log"', '>' => '2>"$TMPDIR/disk/fleet.log"'] as $what => $redirection) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $disk = HOME . "/disk";
        $log = "' . $what . '" === "logFile" ? "$disk/fleet.log" : null;
        $manager = new Naruto\Manager(["startNum" => 8, "logFile" => $log, "hangupLoopMicrotime" => 500]);
        $manager->run(function ($worker) use ($disk) {
            static $full = 0, $room = false;
            if ($worker->id === 1 && $worker->jobs % 20 === 0 && is_full($disk)) {
                // Full again after each chunk.
                $full++ < 8 ? unlink("$disk/chunk$full") : tell("full");
            }
            if ($worker->id === 1 && !$room && $room = file_exists(HOME . "/gate-room")) {
                unlink("$disk/rest");
                tell("room");
            }
            Naruto\ProcessException::info(["msg" => ["job $worker->jobs of $worker->id " . str_repeat("x", $worker->jobs * 37 % 301)]]);
            if ($worker->jobs % 100 === 99) { tell("hundred"); }
        });
        copy("$disk/fleet.log", HOME . "/copy.log");', ['under' => ['unshare', '-m', 'sh', '-c', "($mount) && exec \"\$@\" $redirection", 'sh']]);
    $hundreds = fn (int $more) => $fleet->awaitTold('/^hundred$/', count($fleet->told('/^hundred$/')) + $more);
    $fleet->awaitTold('/^full$/');
    $hundreds(16);
    $fleet->open('room');
    $fleet->awaitTold('/^room$/');
    $hundreds(8);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$what: the fleet ends with 0");

    $log = file_get_contents("$fleet->home/copy.log");
    $kept = kept($log);
    $jobs = array_filter($kept, fn ($line) => preg_match('/^job \d+ of \d( x*)?$/', $line['sentence']));
    // The disk may have been full before the start was told.
    $others = array_column(array_diff_key($kept, $jobs), 'event');
    check(array_values(array_diff($others, ['started'])) === ['stop', 'ended'], "$what: the other lines are of the start and the end: " . implode(' ', $others));
    check(preg_match('/ ended: .*, ([\d ]+) jobs done$/m', $log, $ended) === 1, "$what: the end is told");
    $all = (int) strtr($ended[1], [' ' => '']) + count(['started', 'stop', 'ended']);
    check(count($kept) + lost($log) === $all, "$what: " . count($kept) . ' lines and ' . lost($log) . " lost make $all");
    check(lost($log) > 1000, "$what: many were lost: " . lost($log));
    check(substr_count($log, ' dropped: ') > 3, "$what: it was told each time that there was room");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
