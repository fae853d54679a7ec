<?php
/**
 * 8 writers at once, each 1000 words in rubbish
 *
 * Every word arrives, once and whole, and no piece of the rubbish is taken for one.
 */

require __DIR__ . '/fault.inc';

$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 2]))->run(fn () => 0);');
$fleet->awaitLog('/ started: /');
$workers = $fleet->waitWorkers(2);
$begun = clock();
$writers = [];
foreach (range(1, 8) as $number) {
    $writers[] = Program::launch([__DIR__ . '/writer.inc', $fleet->pipe($fleet->pid), (string) $number], $fleet->home);
}
$rubbish = 0;
foreach ($writers as $writer) {
    check($writer->wait(60) === 0, 'a writer has written all');
    $rubbish += (int) $writer->output();
}
$fleet->awaitRead($fleet->pid);
$took = clock() - $begun;
// It is told once it has stopped coming for a second.
$fleet->awaitLog('/ dropped: /');
check($fleet->workers() === $workers, 'nobody has been asked to leave');
$fleet->signal(SIGUSR2);
$log = five_checks($fleet);
preg_match_all('/ refused: asked by the pipe: there is no (w\dn\d{3})$/m', $log, $found);
check(count($found[1]) === 8000 && count(array_unique($found[1])) === 8000, 'each word arrives once: ' . count($found[1]));
preg_match_all('/ dropped: (\d+) bytes on /', $log, $dropped);
check(array_sum($dropped[1]) === $rubbish, "$rubbish bytes are dropped, not " . array_sum($dropped[1]));
$events = array_count_values(array_column(lines($log), 'event'));
ksort($events);
check(array_keys($events) === ['dropped', 'ended', 'refused', 'started', 'stop'], 'nothing else has happened: ' . json_encode($events));
held(sprintf('8000 words in %s, %d bytes of rubbish dropped', at_most($took, 5), $rubbish));
