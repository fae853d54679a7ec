<?php
/**
 * reload at every moment of a reload
 *
 * In steps of 2 ms: whoever is there at the second one is gone in the end, and nobody is renewed more often than asked.
 *
 * @slow
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/../races/signal_storm.inc';

const WORKERS = 8;

// A second reload waits for the end of the first one's first second, so those of many fleets wait together.
$fleets = [];
for ($delay = 0; $delay <= 50; $delay += 2) {
    $fleet = in_its_reload(WORKERS, $delay);
    $before = array_keys(children_of($fleet->pid));
    $fleet->signal(SIGUSR1);
    $fleets[$delay] = [$fleet, $before, clock()];
}
$twice = 0;
$longest = 0.0;
foreach ($fleets as $delay => [$fleet, $before, $asked]) {
    $when = "a reload $delay ms after a reload";
    until(fn () => count($now = $fleet->workers()) === WORKERS && !array_intersect($now, $before), "$when: all workers are new");
    $done = fn () => preg_match_all('/ reload: 8 of 8 renewed in .*, generation (\d)$/m', $fleet->log(), $found) ? $found[1] : [];
    $generations = until($done, "$when: the end of the reload");
    check(in_array($generations, [['2'], ['2', '3']], true), "$when: each tells its end:\n{$fleet->log()}");
    $twice += count($generations) - 1;
    preg_match_all('/ reload: 8 of 8 renewed in (\d+) ms/', $fleet->log(), $took);
    $longest = max($longest, max($took[1]) / 1000);
    $fleet->signal(SIGUSR2);
    five_checks($fleet);
}
held(sprintf('%d of %d were two reloads, the others one; the longest took ', $twice, count($fleets)) . at_most($longest, 1));
