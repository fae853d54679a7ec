--TEST--
a log file that is renamed or deleted under the load of eight workers is opened anew, and no line is torn or lost
--DESCRIPTION--
Every job writes one line with its number. What was deleted can still be read by who has it open.
--FILE--
<?php
require __DIR__ . '/lines.inc';

foreach (['renamed', 'deleted'] as $how) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        chdir("/");
        $manager = new Naruto\Manager(["startNum" => 8, "logFile" => HOME . "/fleet.log", "hangupLoopMicrotime" => 1000]);
        $manager->run(fn ($worker) => Naruto\ProcessException::info(["msg" => ["job $worker->jobs of $worker->id " . str_repeat("x", $worker->jobs % 90)]]));');
    $path = "$fleet->home/fleet.log";
    $all_write = function () use ($path) {
        $log = (string) @file_get_contents($path);
        return preg_match_all('/ job \d+ of (\d) /', $log, $jobs) && count(array_unique($jobs[1])) === 8;
    };
    $files = [];
    for ($round = 0; $round < 3; $round++) {
        $fleet->until($all_write, 'all eight to write into the file');
        $files[] = fopen($path, 'r');
        check($how === 'renamed' ? rename($path, "$path.$round") : unlink($path), "it is $how");
    }
    $fleet->until($all_write, 'all eight to write into the last file');
    $files[] = fopen($path, 'r');
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');

    $logs = array_map(stream_get_contents(...), $files);
    $next = array_fill(1, 8, 0);
    foreach ($logs as $log) {
        foreach (lines($log) as ['event' => $event, 'sentence' => $sentence]) {
            if ($event === 'log' && check(sscanf($sentence, 'job %d of %d x', $job, $worker) >= 2, "a line is of a job: $sentence")) {
                check($job === $next[$worker]++, "job $job of worker $worker is the next one");
            }
        }
    }
    check(preg_match('/ ended: .*, ([\d ]+) jobs done$/m', end($logs), $ended) === 1, 'the end is told in the last file');
    check(array_sum($next) === (int) strtr($ended[1], [' ' => '']), 'each job has its line: ' . array_sum($next) . " of $ended[1]");
    check($fleet->log() === '', "stderr is silent: {$fleet->log()}");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
