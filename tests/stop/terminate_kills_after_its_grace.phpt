--TEST--
terminate, by word, signal and method: jobs get terminateGrace, then they are killed and it is said
--DESCRIPTION--
Docker and systemd kill without a word after their own time-out; this end comes before, with a report.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// Worker 1 never ends its job, 2 ends it in the time it is given.
$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "terminateGrace" => 0.5]);
$manager->run(function ($worker) use ($manager) {
    tell("begin $worker->id");
    if ($worker->id === 1) {
        if ($GLOBALS["argv"][1] === "by:method") {
            hold("method");
            $manager->terminate();
        }
        spin();
    }
    hold("end");
    tell("end $worker->id");
});
';
$ways = [
    'terminate' => fn ($fleet) => $fleet->write($fleet->pid, 'terminate'),
    'int' => fn ($fleet) => $fleet->write($fleet->pid, "int\n"),
    'SIGTERM' => fn ($fleet) => $fleet->signal(SIGTERM),
    'SIGINT' => fn ($fleet) => $fleet->signal(SIGINT),
    'method' => fn ($fleet) => $fleet->open('method'),
];
foreach ($ways as $way => $ask) {
    $fleet = Fleet::start($code, ['args' => ["by:$way"]]);
    $fleet->awaitTold('/^begin/', 2);
    $fleet->awaitLog('/started: /');
    $asked = clock();
    $ask($fleet);
    $by = str_starts_with($way, 'SIG') ? $way : 'the pipe';
    $fleet->awaitLog("/info .* terminate: asked by $by, jobs have 500 ms left/");
    $fleet->open('end');
    check($fleet->wait() === 0, "$way: ends with 0");
    $took = clock() - $asked;
    check($took >= 0.5, "$way: the grace was given, not $took s");
    check($fleet->told('/end 2/') === ['end 2'], "$way: who ends in time is not cut");
    $log = $fleet->log();
    check(preg_match('/warning .* killed: worker#1 \(pid \d+\) after .*, in a job after /', $log) === 1, "$way: the kill is told: $log");
    check(substr_count($log, ' killed: ') === 1, "$way: it is the only one");
    check(preg_match('/ ended: 2 workers left after .*, 1 in the middle of a job, 1 jobs? done\n$/', $log) === 1, "$way: the end is told: $log");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
