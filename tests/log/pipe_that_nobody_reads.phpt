--TEST--
a pipe that nobody reads stops nobody, as logFile and as stderr; what it did not take is counted and told
--FILE--
<?php
require __DIR__ . '/lines.inc';

foreach (['logFile' => '', 'stderr' => '2<>"$TMPDIR/log.pipe"'] as $what => $redirection) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $log = "' . $what . '" === "logFile" ? HOME . "/log.pipe" : null;
        $manager = new Naruto\Manager(["startNum" => 8, "logFile" => $log, "hangupLoopMicrotime" => 500]);
        $manager->run(function ($worker) {
            static $quiet = false;
            if (!$quiet && $quiet = file_exists(HOME . "/gate-quiet")) {
                tell("quiet");
                hold("talk");
            }
            Naruto\ProcessException::info(["msg" => ["job $worker->jobs of $worker->id"]]);
            if ($worker->jobs % 100 === 99) { tell("hundred"); }
        });', ['under' => ['sh', '-c', "mkfifo -m 600 \"\$TMPDIR/log.pipe\" && exec \"\$@\" $redirection", 'sh']]);
    $hundreds = fn (int $more) => $fleet->awaitTold('/^hundred$/', count($fleet->told('/^hundred$/')) + $more);
    // As a logFile it has no reader yet: it cannot even be opened.
    $hundreds(16);
    // r+ does not wait for a writer.
    $reader = fopen("$fleet->home/log.pipe", 'r+');
    stream_set_blocking($reader, false);
    $fleet->until(function () use ($reader) {
        [$read, $none] = [[$reader], null];
        return stream_select($read, $none, $none, 0);
    }, 'the first to find the reader');
    // There is room for less than a thousand of these lines.
    $hundreds(100);
    $fleet->open('quiet');
    $fleet->awaitTold('/^quiet$/', 8);
    $log = stream_get_contents($reader);
    check(strlen($log) > 60000, "$what: the pipe was full, with " . strlen($log) . ' bytes');
    $fleet->open('talk');
    $read_until = function (string $regex) use ($fleet, $reader, &$log) {
        $fleet->until(function () use ($reader, &$log, $regex) {
            $log .= stream_get_contents($reader);
            return preg_match($regex, $log);
        }, "$regex in the pipe");
    };
    $fleet->signal(SIGUSR2);
    $read_until('/ ended: .*\n/');
    check($fleet->wait() === 0, "$what: the fleet ends with 0");
    check(preg_match('/ ended: .*, ([\d ]+) jobs done$/m', $log, $ended) === 1, "$what: the end is told");
    $all = (int) strtr($ended[1], [' ' => '']) + count(['started', 'stop', 'ended']);
    check(count(kept($log)) + lost($log) === $all, "$what: " . count(kept($log)) . ' lines and ' . lost($log) . " lost make $all");
    check(lost($log) > 1000, "$what: many were lost: " . lost($log));
    fclose($reader);
    unlink("$fleet->home/log.pipe");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
