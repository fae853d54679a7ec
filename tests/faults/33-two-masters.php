<?php
/**
 * two masters of one directory at once, 50 times
 *
 * In steps of 0.1 ms from each other: one works, the other says who does, and takes nothing away from it.
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/../races/signal_storm.inc';

$script = '<?php
try {
    exit((new Naruto\Manager(["startNum" => 2]))->run(fn () => 0));
} catch (Naruto\ProcessException $error) {
    echo $error->getMessage();
    exit(4);
}
';
$wins = [0, 0];
for ($round = 0; $round < 50; $round++) {
    $first = Fleet::start($script);
    after($round * 0.1);
    $both = [$first, $first->again()];
    $loser = until(fn () => array_keys(array_filter($both, fn ($fleet) => !$fleet->running())), 'one of them to give up')[0];
    [$winner, $loser] = [$both[1 - $loser], $both[$loser]];
    check($loser->wait() === 4, "round $round: the loser throws: {$loser->wait()}");
    $message = $loser->output();
    check($message === "worker is already running, its master is pid $winner->pid", "round $round: it names pid $winner->pid: $message");
    check($loser->log() === '', "round $round: it has begun nothing: {$loser->log()}");
    $winner->awaitLog('/ started: 2 workers /');
    await_one_pipe_each($winner, 2);
    check(trim((string) @file_get_contents($winner->dir() . '/lock')) === "$winner->pid", "round $round: the lock is its own");
    $wins[array_search($winner, $both, true)]++;
    $winner->signal(SIGUSR2);
    five_checks($winner);
}
held("$wins[0] times the first has won, $wins[1] times the second; the loser knew whom");
