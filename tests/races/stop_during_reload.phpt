--TEST--
a stop or terminate at any moment of a reload ends the fleet, and nothing is left
--FILE--
<?php
require __DIR__ . '/signal_storm.inc';

$reload = reload_takes(16);
foreach (['stop' => SIGUSR2, 'terminate' => SIGTERM] as $word => $signal) {
    for ($delay = 0; $delay < $reload + 2; $delay += grid(5)) {
        $fleet = in_its_reload(16, $delay);
        $fleet->signal($signal);
        ends_well($fleet, "$word $delay ms after reload");
    }
}
echo "done\n";
?>
--EXPECT--
done
