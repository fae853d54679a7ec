--TEST--
jobs so short that they share one setting of the timer: none that sleeps is woken for another, and each has its own deadline
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
const TIMEOUT = 0.1;
$job = function (Naruto\Worker $worker) {
    static $number = 0, $long = 0, $next = 1, $begun = 0;
    if (++$number < $next || $long >= 20) {
        return;
    }
    // After some milliseconds of jobs that take less than one thousandth of that.
    $next = $number + mt_rand(1, 50_000);
    $begun = clock();
    if (++$long % 2) {
        // It ends before its deadline by more than the part that a timer may ring early.
        $slept = time_nanosleep(0, (int) (TIMEOUT * 0.95e9));
        tell($slept === true ? "whole" : "woken after " . (clock() - $begun));
    } else {
        try {
            while (clock() - $begun < 10) {
                time_nanosleep(10, 0);
            }
            tell("never");
        } catch (Naruto\TimeoutException $timeout) {
            tell("out of time after " . (clock() - $begun));
        }
    }
};
(new Naruto\Manager(["startNum" => 1, "jobTimeout" => TIMEOUT, "killGrace" => 60, "hangupLoopMicrotime" => 0]))->run($job);
');
$told = $fleet->awaitTold('/./', 20, 60);
foreach ($told as $number => $line) {
    if ($number % 2 === 0) {
        check($line === 'whole', "it sleeps to its end: $line");
    } else {
        $took = (float) substr($line, strlen('out of time after '));
        // The job began before it could look at the clock.
        check($took > 0.099 && $took < 1, "at its own deadline: $line");
    }
}
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!preg_match('/ (died|killed): /', $fleet->log()), 'no worker has died of it: ' . $fleet->log());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
