<?php
/**
 * every worker exits at its start
 *
 * The pauses double, the master sleeps meanwhile, and with giveUpTimeout it does not try for ever.
 */

require __DIR__ . '/fault.inc';

$script = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1] + json_decode($argv[1], true));
$manager->onWorkerStart(function () { tell(clock()); exit(1); });
$manager->run(fn () => tell("job"));
';
$fleet = Fleet::start($script, ['args' => ['{}']]);
$fleet->awaitTold('//');
$used = -cpu_time($fleet->pid);
$fleet->awaitTold('//', 5);
$starts = array_map(floatval(...), $fleet->told());
$used = ($used + cpu_time($fleet->pid)) / ($starts[4] - $starts[0]);
$fleet->signal(SIGUSR2);
$log = five_checks($fleet);
preg_match_all('/ waiting: worker#1 comes back in (\d+) ms, (\d)\w+ death in a row$/m', $log, $announced, PREG_SET_ORDER);
check(count($announced) >= 4, "each pause is announced:\n$log");
$pauses = [];
foreach (array_slice($announced, 0, 4) as $number => [, $milliseconds, $death]) {
    $plain = 100 * 2 ** $number;
    check($death == $number + 1 && abs($milliseconds - $plain) <= 0.1 * $plain + 1, "pause $death is about $plain ms, not $milliseconds");
    $pauses[] = $pause = $starts[$number + 1] - $starts[$number];
    check($pause > $milliseconds / 1000 && $pause < $milliseconds / 1000 + 0.3, "of $milliseconds ms pause $death has taken " . seconds($pause));
}

check($used < 0.02, "meanwhile the master uses next to no CPU, not $used of one");

$begun = clock();
$fleet = Fleet::start($script, ['args' => ['{"giveUpTimeout": 0.5}']]);
five_checks($fleet, 5);
$took = clock() - $begun;
check($took > 0.5, "it gives up when the time is up, not after $took s");
check($fleet->told('/job/') === [], 'nobody has worked');
$figures = implode(', ', array_map(fn ($pause) => round($pause * 1000), $pauses));
held(sprintf('back after %s ms; gives up with 5 after %s; master used %.2f %% CPU', $figures, seconds($took), 100 * $used));
