--TEST--
a reload at any moment of a reload renews every worker once more, and nobody twice for it
--FILE--
<?php
require __DIR__ . '/signal_storm.inc';

$number = 16;
$reload = reload_takes($number);
// A second reload waits for the end of the first one's first second: the fleets of the whole grid live side by side.
$fleets = [];
for ($delay = 0; $delay < $reload + 2; $delay += grid(6)) {
    $fleet = in_its_reload($number, $delay);
    $before = array_keys(children_of($fleet->pid));
    $fleet->signal(SIGUSR1);
    $fleets["$delay"] = [$fleet, $before];
}
foreach ($fleets as $delay => [$fleet, $before]) {
    $when = "reload $delay ms after reload";
    // Whoever was there at the second is gone when both are done; as one, if the first had not begun.
    $fleet->until(fn () => count($now = $fleet->workers()) === $number && !array_intersect($now, $before), "$when: all workers are new");
    $done = fn () => preg_match_all("/ reload: $number of $number renewed in .*, generation (\d)$/m", $fleet->log(), $found) ? $found[1] : [];
    $generations = $fleet->until($done, "$when: the end of a reload");
    check(in_array($generations, [['2'], ['2', '3']], true), "$when: each reload tells its end:\n{$fleet->log()}");
    $fleet->signal(SIGUSR2);
    ends_well($fleet, $when);
}
echo "done\n";
?>
--EXPECT--
done
