<?php
/**
 * one slot exits again and again
 *
 * Its pauses are its own: the others keep their pids, and their jobs go on without a gap.
 */

require __DIR__ . '/fault.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    static $longest = 0.0, $last = null;
    if ($worker->id === 2) {
        tell("exit");
        exit(1);
    }
    $now = clock();
    $longest = max($longest, $now - ($last ?? $now));
    $last = $now;
    if (file_exists(HOME . "/gate-$worker->id")) {
        unlink(HOME . "/gate-$worker->id");
        tell("gap $longest");
    }
});
');
$fleet->awaitLog('/ started: /');
$fleet->awaitTold('/exit/');
// While its slot is empty.
$others = until(fn () => count($pids = $fleet->workers()) === 3 ? $pids : [], 'the three others');
$fleet->awaitTold('/exit/', 5);
until(fn () => preg_match('/ waiting: .* 5th death in a row/', $fleet->log()), 'the fifth pause');
check($fleet->workers() === $others, 'the others have kept their pids');
foreach ([1, 3, 4] as $id) {
    $fleet->open((string) $id);
}
$gaps = array_map(fn ($line) => (float) substr($line, 4), $fleet->awaitTold('/gap/', 3));
check(preg_match_all('/ died: (\S+)/', $fleet->log(), $dead) >= 5 && array_unique($dead[1]) === ['worker#2'], 'nobody else has died');
$fleet->signal(SIGUSR2);
five_checks($fleet);
held('5 deaths; the three others never paused for longer than ' . at_most(max($gaps), 0.5));
