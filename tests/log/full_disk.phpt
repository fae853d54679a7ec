--TEST--
a full disk stops nobody and tears no line; what it did not take is counted and told when there is room again
--DESCRIPTION--
A disk takes a part of a line before it says that it is full. Every job writes one line; they have many lengths, so that
they end anywhere in a page. Only processes of the fleet see the disk, so they look and clear up themselves.
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

$mount = 'mkdir "$TMPDIR/disk" && mount -t tmpfs -o size=1m tmpfs "$TMPDIR/disk" && head -c 900k /dev/zero >"$TMPDIR/disk/filler"';
// The log by its path, and on stderr as a shell opens it: with and without O_APPEND.
foreach (['logFile' => '', '>>' => '2>>"$TMPDIR/disk/fleet.log"', '>' => '2>"$TMPDIR/disk/fleet.log"'] as $what => $redirection) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $disk = HOME . "/disk";
        $log = "' . $what . '" === "logFile" ? "$disk/fleet.log" : null;
        $manager = new Naruto\Manager(["startNum" => 8, "logFile" => $log, "hangupLoopMicrotime" => 500]);
        $manager->run(function ($worker) use ($disk) {
            static $full = false, $quiet = false;
            if (!$full && $full = !disk_free_space($disk)) { tell("full"); }
            if (!$quiet && $quiet = file_exists(HOME . "/gate-quiet")) {
                tell("quiet");
                hold("talk");
                @unlink("$disk/filler");
            }
            Naruto\ProcessException::info(["msg" => ["job $worker->jobs of $worker->id " . str_repeat("x", $worker->jobs * 37 % 301)]]);
            if ($worker->jobs % 100 === 99) { tell("hundred"); }
        });
        copy("$disk/fleet.log", HOME . "/copy.log");', ['under' => ['unshare', '-m', 'sh', '-c', "$mount && exec \"\$@\" $redirection", 'sh']]);
    $hundreds = fn (int $more) => $fleet->awaitTold('/^hundred$/', count($fleet->told('/^hundred$/')) + $more);
    $fleet->awaitTold('/^full$/', 8);
    $hundreds(24);
    $fleet->open('quiet');
    $fleet->awaitTold('/^quiet$/', 8);
    $fleet->open('talk');
    $hundreds(8);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$what: the fleet ends with 0");

    $log = file_get_contents("$fleet->home/copy.log");
    $kept = kept($log);
    $jobs = array_filter($kept, fn ($line) => preg_match('/^job \d+ of \d( x*)?$/', $line['sentence']));
    $others = array_column(array_diff_key($kept, $jobs), 'event');
    check($others === ['started', 'stop', 'ended'], "$what: the other lines are of the start and the end: " . implode(' ', $others));
    check(preg_match('/ ended: .*, ([\d ]+) jobs done$/m', $log, $ended) === 1, "$what: the end is told");
    $done = (int) strtr($ended[1], [' ' => '']);
    check(count($jobs) + lost($log) === $done, "$what: " . count($jobs) . ' lines and ' . lost($log) . " lost make $done jobs");
    check(lost($log) > 1000, "$what: many were lost: " . lost($log));
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
