--TEST--
64 idle workers and their master are not woken once; a reload right after renews them all
--DESCRIPTION--
A voluntary context switch is the end of a wait and the begin of the next.
--FILE--
<?php
require __DIR__ . '/quiet.inc';

$fleet = idle_fleet();
$before = switches($fleet);
check(count($before) === 65 && !in_array('gone', $before, true), 'all 65 are counted');
nap(idle_for());
$woken = array_diff_assoc(switches($fleet), $before);
check($woken === [], 'nobody has been woken: ' . json_encode($woken));
reload_and_stop($fleet);
echo "done\n";
?>
--EXPECT--
done
