<?php
/**
 * stop in a reload, reload in a stop, stop twice
 *
 * The end of a fleet only comes nearer: whatever is asked after a stop, nobody is forked any more.
 */

require __DIR__ . '/fault.inc';

needs_namespace();

/**
 * @param list<int> $signals in this order, each once the one before has been taken in
 * @param bool $cut whether jobs are cut, which otherwise end when the test lets them
 */
function after_signals(string $what, array $signals, bool $cut = false): void
{
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 4, "terminateGrace" => 0.3]))->run(function ($worker) {
        tell("begin $worker->pid");
        $worker->id === 1 ? 0 : hold("end");
        tell("end $worker->pid");
    });
    ');
    $fleet->awaitTold('/^begin/', 4);
    $fleet->awaitLog('/ started: /');
    $first = $fleet->waitWorkers(4);
    $forks = null;
    foreach ($signals as $signal) {
        $fleet->signal($signal);
        if ($signal === SIGUSR1 && $forks === null) {
            $fleet->awaitLog('/ reload: asked by SIGUSR1/');
            // The only one whose job does not last is renewed at once.
            until(fn () => array_diff($fleet->workers(), $first), 'the first successor');
            continue;
        }
        $fleet->awaitLog('/ (stop|terminate): asked by /');
        $forks ??= last_pid();
    }
    // A word after all the signals: when that has been taken in, so have they.
    $fleet->write($fleet->pid, "scale +3\nreload\n");
    $fleet->awaitRead($fleet->pid);
    $cut || $fleet->open('end');
    $fleet->wait();
    check(last_pid() === $forks, "$what: nobody was forked after the stop: " . last_pid() - $forks);
    $begun = count($fleet->told('/^begin/'));
    $ended = count($fleet->told('/^end/'));
    check($cut ? $ended < $begun : $ended === $begun, "$what: of $begun jobs $ended have ended");
    $log = five_checks($fleet);
    check(preg_match('/ ended: (\d) workers? left after .*, ' . ($cut ? '3 in the middle of a job' : 'no job was cut') . '/', $log) === 1, "$what:\n$log");
    check(substr_count($log, ' stop: asked by ') === 1, "$what: the stop is told once:\n$log");
}

after_signals('stop in a reload', [SIGUSR1, SIGUSR2]);
after_signals('reload in a stop', [SIGUSR2, SIGUSR1]);
after_signals('stop twice', [SIGUSR2, SIGUSR2]);
after_signals('stop, reload, scale, stop', [SIGUSR2, SIGUSR1, SIGTTIN, SIGUSR2]);
after_signals('terminate after a stop', [SIGUSR2, SIGTERM], cut: true);
after_signals('terminate twice after a stop in a reload', [SIGUSR1, SIGUSR2, SIGTERM, SIGTERM], cut: true);
held('6 orders of words: no fork after a stop, no job cut but by terminate');
