<?php
/**
 * two masters of one directory at once, 50 times
 *
 * In steps of 0.1 ms from each other, and a third when one of them works: it stays who it is, with its pipe and its
 * workers. The others say who runs and what to do if two were meant, and leave with status 4.
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/../races/signal_storm.inc';

$script = '<?php (new Naruto\Manager(["startNum" => 2]))->run(fn () => 0);';

/** What must stay as it is: pid, inode of the pipe, workers, and whose the lock is. */
function identity(Fleet $fleet): array
{
    clearstatcache();
    $workers = $fleet->workers();
    $inodes = fn (array $pids) => array_map(fn (int $pid) => fileinode($fleet->pipe($pid)), $pids);
    return [$fleet->pid, $inodes([$fleet->pid, ...$workers]), $workers, trim(file_get_contents($fleet->dir() . '/lock')), scandir($fleet->dir())];
}

function check_loser(Fleet $loser, Fleet $winner, string $round): void
{
    check($loser->wait() === 4, "$round: the loser leaves with 4: {$loser->wait()}");
    $said = $loser->log();
    $sentence = "worker is already running, its master is pid $winner->pid; if two were meant, set 'name'";
    check(str_contains($said . $loser->output(), $sentence), "$round: it says who runs: $said{$loser->output()}");
    check(!str_contains($said, ' started: '), "$round: it has begun nothing: $said");
}

$wins = [0, 0];
for ($round = 0; $round < 50; $round++) {
    $first = Fleet::start($script);
    after($round * 0.1);
    $both = [$first, $first->again()];
    $loser = until(fn () => array_keys(array_filter($both, fn ($fleet) => !$fleet->running())), 'one of them to give up')[0];
    [$winner, $loser] = [$both[1 - $loser], $both[$loser]];
    check_loser($loser, $winner, "round $round");
    $winner->awaitLog('/ started: 2 workers /');
    await_one_pipe_each($winner, 2);
    $before = identity($winner);
    check($before[3] === "$winner->pid", "round $round: the lock is its own");
    check_loser($winner->again(), $winner, "round $round, third");
    check(identity($winner) === $before, "round $round: the winner is as it was: " . json_encode([$before, identity($winner)]));
    $wins[array_search($winner, $both, true)]++;
    $winner->signal(SIGUSR2);
    five_checks($winner);
}
held("$wins[0] times the first has won, $wins[1] times the second; the losers knew whom, and no winner noticed");
