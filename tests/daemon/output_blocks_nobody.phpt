--TEST--
a worker in the background prints without ever waiting, also while its master stands still
--FILE--
<?php
require __DIR__ . '/daemon.inc';

$fleet = start_daemon('<?php
    require getenv("IN_WORKER");
    $manager = new Naruto\Manager(["startNum" => 2, "logFile" => "fleet.log", "hangupLoopMicrotime" => 0, "orphanGrace" => 5]);
    $manager->run(function ($worker) {
        static $told = false;
        if (!file_exists(HOME . "/gate-print")) { nap(0.01); return; }
        // Much more than any buffer holds.
        $begin = hrtime(true);
        for ($line = 0; $line < 100; $line++) { echo str_repeat(".", 50000), "\n"; @fwrite(STDERR, str_repeat("-", 50000) . "\n"); }
        $told || tell(sprintf("printed in %d ms", (hrtime(true) - $begin) / 1e6));
        $told = true;
        hold("go");
    });');
$fleet->waitNames(2);
posix_kill($fleet->pid, SIGSTOP);
$fleet->until(fn () => proc_stat($fleet->pid)['state'] === 'T', 'the master to stand still');
$fleet->open('print');
foreach ($fleet->awaitTold('/^printed in/', 2, 20) as $told) {
    // It takes 5 ms; that it comes back at all while the master stands still is what counts.
    check((int) substr($told, 11) < 5000, $told);
}
posix_kill($fleet->pid, SIGCONT);
$fleet->open('go');
check($fleet->command('stop')[0] === 0, 'it stops');
await_end($fleet);
$log = file_get_contents("$fleet->home/fleet.log");
check(preg_match('/ dropped: ([\d ]+) lines? of the log could not be written/', $log) === 1, 'what was not written is told of');
$fleet->clean();

// A dead master reads nothing any more: its workers finish what they do all the same.
$fleet = start_daemon('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 1, "logFile" => "fleet.log"]))->run(function () {
        tell("begun");
        hold("print");
        for ($line = 0; $line < 100; $line++) { echo str_repeat(".", 50000), "\n"; @fwrite(STDERR, "-\n"); }
        tell("done");
    });');
$fleet->awaitTold('/^begun$/');
$workers = $fleet->waitWorkers(1);
posix_kill($fleet->pid, SIGKILL);
await_end($fleet);
$fleet->open('print');
$fleet->awaitTold('/^done$/');
$fleet->until(fn () => !lives($workers[0]), 'the end of its worker');
$next = $fleet->again(['start']);
$next->until(fn () => substr_count(file_get_contents("$fleet->home/fleet.log"), ' started: ') === 2, 'the next start');
$next->signal(SIGUSR2);
check($next->wait() === 0, 'the next fleet runs');
$next->clean();
echo "done\n";
?>
--EXPECT--
done
