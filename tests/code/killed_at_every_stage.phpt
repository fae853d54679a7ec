--TEST--
the master, the mould or the first new worker is killed at any stage of a reload: nothing is left, nobody is missing, the next one works
--DESCRIPTION--
9 runs, swept over the length of a reload; NARUTO_TEST_RUNS=200 makes it more.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/releases.inc';

$runs = (int) (getenv('NARUTO_TEST_RUNS') ?: 9);
$hit = ['master' => 0, 'mould' => 0, 'worker' => 0];
for ($run = 0; $run < $runs; $run++) {
    $releases = new Releases();
    $fleet = $releases->fleet;
    $old = $fleet->waitWorkers(3);
    $releases->deploy(2);
    $whom = ['master', 'mould', 'worker'][$run % 3];
    $fleet->write($fleet->pid, "reload\n");
    // A reload takes some 50 ms here.
    $from = hrtime(true);
    $stage = 60e6 * $run / $runs;
    while (hrtime(true) < $from + $stage) {
    }
    $victim = match ($whom) {
        'master' => $fleet->pid,
        'mould' => $fleet->moulds()[0] ?? 0,
        'worker' => array_values(array_diff($fleet->workers(), $old))[0] ?? 0,
    };
    $hit[$whom] += (int) ($victim && posix_kill($victim, SIGKILL));
    if ($whom === 'master') {
        $fleet->wait();
        $fleet->until(fn () => !$fleet->processes(), 'nothing runs any more');
        $next = $fleet->again();
        $next->awaitLog('/started: 3 workers/');
    } else {
        $next = $fleet;
        $next->awaitLog('/(refused: |\d of 3 renewed)/');
    }
    $next->until(fn () => count($next->workers()) === 3, 'no slot is lost');
    $releases->deploy(3);
    $before = strlen($next->log());
    $next->write($next->pid, "fresh\n");
    $next->until(fn () => str_contains(substr($next->log(), $before), '3 of 3 renewed'), "the next reload after $whom at $stage ns");
    check(count($next->moulds()) === 1, 'with one mould');
    $next->signal(SIGTERM);
    check($next->wait() === 0, 'it ends with 0');
    $next->clean();
}
if (getenv('NARUTO_TEST_RUNS')) {
    echo json_encode($hit), " killed\n";
}
echo "Done\n";
?>
--EXPECTF--
%ADone
