--TEST--
jobs that end around their deadline: each is timed out itself or finished, and the next one is never hit
--DESCRIPTION--
1 500 of them; NARUTO_TEST_JOBS=10000 tests/run tests/deadlines makes it more. An exception that reaches a job before its
own deadline belongs to another one, and one between two jobs ends the worker.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$jobs = (int) (getenv('NARUTO_TEST_JOBS') ?: 1500);
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
const TIMEOUT = 0.004;
(new Naruto\Manager(["startNum" => 2, "jobTimeout" => TIMEOUT, "killGrace" => 30, "hangupLoopMicrotime" => 0]))
    ->run(function (Naruto\Worker $worker) {
        // Once in its life: the gate may open before the order to leave comes.
        static $done = false;
        if ($done) {
            return;
        }
        $done = true;
        $count = ["finished" => 0, "timed out" => 0, "early" => 0];
        // Read before the job begins, so the time since then is never too short, however busy the machine is. Between
        // this and running() PHP looks for no interrupt, so nothing that comes later was meant for the job before.
        $before = 0;
        // Around the loop, so that it is caught wherever in a turn it comes.
        while (array_sum($count) < ' . intdiv($jobs, 2) . ') {
            try {
                while ([$before = clock(), $worker->running()][1]) {
                    if (array_sum($count) >= ' . intdiv($jobs, 2) . ') {
                        $worker->deadline(INF);
                        break;
                    }
                    // Within 2 ms around the deadline, most of them near it.
                    $until = clock() + TIMEOUT + 0.002 * (mt_rand() / mt_getrandmax() * 2 - 1) ** 3;
                    while (clock() < $until) {}
                    $count["finished"]++;
                }
            } catch (Naruto\TimeoutException) {
                $early = clock() - $before < TIMEOUT;
                $count[$early ? "early" : "timed out"]++;
            }
        }
        // The last one may be out of time; it is not to be killed for that while it waits for the other worker.
        $worker->deadline(INF);
        tell(json_encode($count));
        hold("end");
    });
');
$counts = array_map(fn ($line) => json_decode($line, true), $fleet->awaitTold('/^{/', 2, 240));
foreach ($counts as $count) {
    check($count['early'] === 0, 'no job got the exception of another: ' . json_encode($count));
    // On a busy machine most of them end later than they want to.
    check($count['finished'] > 0.01 * $jobs && $count['timed out'] > 0.01 * $jobs, 'there were both: ' . json_encode($count));
}
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!preg_match('/ (died|killed|left|waiting): /', $fleet->log()), 'no worker has died of it: ' . $fleet->log());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
