--TEST--
eight workers that leak are renewed one at a time, and no job is lost
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 8, "maxMemory" => "16M", "limitJitter" => 0, "hangupLoopMicrotime" => 1000, "logLevel" => "debug"]))
    ->run(function (Naruto\Worker $worker) {
        static $leak = [];
        tell("begin $worker->pid $worker->jobs");
        $leak[] = random_bytes(1 << 20);
        tell("end $worker->pid $worker->jobs");
    });
');
$fleet->until(fn () => substr_count($fleet->log(), ' for a limit, ') >= 24, '24 renewals', 30);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$begun = $fleet->told('/^begin/');
$ended = $fleet->told('/^end/');
check(count($begun) === count($ended), 'every job that began has ended');

// From the first renewal to the stop: who leaves is back before the next one leaves.
$log = strstr($fleet->log(), ' stop: asked', true);
preg_match_all('/(?:left: (worker#\d) \(pid \d+\) for a limit, (\d+) jobs|(worker#\d) +\d+  ready: )/', strstr($log, ' left: '), $lines, PREG_SET_ORDER);
$missing = null;
foreach ($lines as $line) {
    if ($line[1] !== '') {
        check($missing === null, "$line[1] leaves while $missing is not back");
        check($line[2] >= 7, "after its memory was used up: $line[2] jobs");
        $missing = $line[1];
    } elseif ($line[3] === $missing) {
        $missing = null;
    }
}
check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), 'a limit is no failure');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
