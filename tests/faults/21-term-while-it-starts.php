<?php
/**
 * TERM at every moment of a start
 *
 * From the first instruction of php to a little after the last worker is ready, in steps of 0.2 ms, or longer ones where
 * a start takes long: it always ends, as a script without Naruto would until the handlers are in place, as a fleet from
 * then on.
 *
 * @slow
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/../races/signal_storm.inc';

$script = '<?php exit((new Naruto\Manager(["startNum" => 8]))->run(fn () => 0));';
$begun = clock();
$fleet = Fleet::start($script);
$fleet->awaitLog('/ started: 8 workers /');
$last = max(25, 1000 * (clock() - $begun) + 5);
$fleet->signal(SIGTERM);
five_checks($fleet);

$ends = [0 => 0, 128 + SIGTERM => 0];
$longest = 0.0;
$step = max(0.2, $last / 300);
for ($delay = 0.0; $delay < $last; $delay += $step) {
    $fleet = Fleet::start($script);
    after($delay);
    $begun = clock();
    $fleet->signal(SIGTERM);
    $status = $fleet->wait();
    $longest = max($longest, clock() - $begun);
    $log = five_checks($fleet, $status);
    check(isset($ends[$status]), sprintf('TERM %.1f ms after the start: status %d', $delay, $status));
    $ended = preg_match('/ ended: \d+ workers? left after .*, no job was cut/', $log) === 1;
    check($ended === ($status === 0), sprintf("TERM %.1f ms after the start, status %d: the log tells the end of a fleet, or nothing:\n%s", $delay, $status, $log));
    $ends[$status] = ($ends[$status] ?? 0) + 1;
}
check(min($ends) > 0, 'both kinds of ends are met');
held(sprintf('%d starts ended, %d as a fleet, after ', array_sum($ends), $ends[0]) . at_most($longest, 2));
