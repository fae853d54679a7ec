<?php
/**
 * Ctrl-C once, twice, thrice
 *
 * At a terminal, where it reaches everybody: the job ends, or is cut, and whoever waits for the prompt gets it back.
 */

require __DIR__ . '/fault.inc';

/** @return array{Fleet, list<int>} at a terminal, with two jobs that end when the test lets them */
$start = function (): array {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    $status = (new Naruto\Manager(["startNum" => 2, "terminateGrace" => 3600]))->run(function ($worker) {
        fwrite(STDOUT, "$worker->name begins\n");
        tell("begin");
        hold("end");
        fwrite(STDOUT, "$worker->name ends\n");
    });
    echo "bye $status\n";
    ', ['under' => Program::TERMINAL]);
    $fleet->awaitTold('/^begin/', 2);
    $fleet->awaitLog('/ started: /');
    return [$fleet, $fleet->waitWorkers(2)];
};
/** Nobody holds the terminal any more: a shell would have it back. */
$given_back = function (Fleet $fleet): void {
    stream_set_blocking($fleet->keyboard(), false);
    $is_free = function () use ($fleet) {
        // What was typed is echoed; then reading fails.
        while (($read = @fread($fleet->keyboard(), 4096)) !== false && $read !== '') {
        }
        return $read === false || feof($fleet->keyboard());
    };
    until($is_free, 'the terminal to be given back');
};
$lines = function (Fleet $fleet): array {
    $lines = explode("\n", $fleet->output());
    sort($lines);
    return $lines;
};

[$fleet, $workers] = $start();
$fleet->type("\x03");
$fleet->awaitLog('/ terminate: asked by SIGINT, jobs have 3600\.0 s left/');
check($fleet->workers() === $workers, 'once: the jobs go on');
$fleet->open('end');
$fleet->wait();
$given_back($fleet);
check($lines($fleet) === ['', 'bye 0', 'worker#1 begins', 'worker#1 ends', 'worker#2 begins', 'worker#2 ends'], "once: all is printed, once: {$fleet->output()}");
$log = five_checks($fleet);
check(str_contains($log, 'no job was cut'), "once: no job is cut:\n$log");

$slowest = 0.0;
foreach ([2 => 'twice', 'thrice'] as $times => $what) {
    [$fleet] = $start();
    $fleet->type("\x03");
    $fleet->awaitLog('/ terminate: asked by SIGINT, jobs have /');
    $begun = clock();
    $fleet->type(str_repeat("\x03", $times - 1));
    $slowest = max($slowest, takes(fn () => !$fleet->running(), "$what: the end", $begun));
    $given_back($fleet);
    check($lines($fleet) === ['', 'bye 0', 'worker#1 begins', 'worker#2 begins'], "$what: the rest of the script has run: {$fleet->output()}");
    $log = five_checks($fleet);
    check(substr_count($log, ' killed: ') === 2 && str_contains($log, ', 2 in the middle of a job,'), "$what: both jobs are cut, and reported:\n$log");
}
held('once: jobs end; again: all gone after ' . at_most($slowest, 0.5) . ', prompt is back');
