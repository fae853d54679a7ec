--TEST--
deadline() holds for the job in hand: longer, shorter, none; the next job has jobTimeout again
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
/** How long the job could go on until it was out of time; "none" if it was not. */
function out_of_time(float $most): string
{
    $begun = clock();
    try {
        while (clock() - $begun < $most) {}
        return "none";
    } catch (Naruto\TimeoutException $timeout) {
        $took = clock() - $begun;
        return preg_match("/ has run for (\d+) ms /", $timeout->getMessage(), $said) ? "$took $said[1]" : $timeout->getMessage();
    }
}
$jobs = [
    "jobTimeout" => fn ($worker) => out_of_time(10),
    "longer" => function ($worker) { $worker->deadline(0.5); return out_of_time(10); },
    "jobTimeout again" => fn ($worker) => out_of_time(10),
    "none" => function ($worker) { $worker->deadline(INF); return out_of_time(0.5); },
    "too long for a clock" => function ($worker) { $worker->deadline(1e300); return out_of_time(0.5); },
    "jobTimeout after none" => fn ($worker) => out_of_time(10),
    "shorter" => function ($worker) { $worker->deadline(0.02); return out_of_time(10); },
    "counts from now" => function ($worker) { nap(0.15); $worker->deadline(0.15); return out_of_time(10); },
    "the last one holds" => function ($worker) { $worker->deadline(0.02); $worker->deadline(0.3); return out_of_time(10); },
    "once more, when it is caught" => function ($worker) { out_of_time(10); $worker->deadline(0.3); return out_of_time(10); },
    "once only, if nothing is said" => function ($worker) { out_of_time(10); return out_of_time(0.5); },
];
(new Naruto\Manager(["startNum" => 1, "jobTimeout" => 0.2, "killGrace" => 60, "hangupLoopMicrotime" => 0]))
    ->run(function (Naruto\Worker $worker) use ($jobs) {
        static $done = false;
        foreach ($done ? [] : $jobs as $what => $job) {
            if ($worker->running()) {
                tell("$what: " . $job($worker));
            }
        }
        if (!$done) {
            $worker->deadline(INF);
            $done = true;
            tell("all $worker->jobs");
            hold("end");
        }
    });
');
$fleet->awaitTold('/^all 10$/', 1, 30);
$expected = [
    'jobTimeout' => 0.2, 'longer' => 0.5, 'jobTimeout again' => 0.2, 'none' => null, 'too long for a clock' => null,
    'jobTimeout after none' => 0.2, 'shorter' => 0.02, 'counts from now' => 0.15, 'the last one holds' => 0.3,
    'once more, when it is caught' => 0.3, 'once only, if nothing is said' => null,
];
foreach (array_keys($expected) as $number => $what) {
    [$said, $got] = explode(': ', $fleet->told()[$number]);
    check($said === $what, "the jobs come in turn: $said");
    if ($expected[$what] === null) {
        check($got === 'none', "$what: it was not interrupted: $got");
        continue;
    }
    [$took, $told] = explode(' ', $got) + [1 => 'nothing'];
    // The clock of the deadline runs a little before that of the job: a few µs, on a busy machine more.
    check($took > 0.5 * $expected[$what] && $took < $expected[$what] + 2, "$what: after $expected[$what] s: $took");
    check($told >= 1000 * $expected[$what] - 1, "$what: its message tells how long it ran: $told ms");
}
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), 'nobody has died of it: ' . $fleet->log());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
