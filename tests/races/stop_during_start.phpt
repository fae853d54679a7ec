--TEST--
USR2 at any moment from the lock to a little after the last worker is ready ends the fleet, and nothing is left
--FILE--
<?php
require __DIR__ . '/signal_storm.inc';

// How long a start takes here and now.
$fleet = at_its_lock(64);
$begin = clock();
$fleet->awaitLog('/ started: 64 workers /');
$start = 1000 * (clock() - $begin);
$fleet->signal(SIGUSR2);
ends_well($fleet, 'once started');

for ($delay = 0; $delay < $start + 5; $delay += grid(6)) {
    $fleet = at_its_lock(64);
    after($delay);
    $fleet->signal(SIGUSR2);
    ends_well($fleet, "USR2 $delay ms after the lock");
}
echo "done\n";
?>
--EXPECT--
done
