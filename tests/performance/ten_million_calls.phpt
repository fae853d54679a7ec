--TEST--
ten million calls without a pause gain no memory, and cost next to nothing each
--DESCRIPTION--
Measured: 66 ns a call on two slow cores, 40 of them what PHP itself needs to call the closure; ten times that is allowed.
--FILE--
<?php
require __DIR__ . '/hot.inc';

$fleet = hot_fleet('(new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 0]))->run(function (Naruto\Worker $worker) {
    static $turn = 0;
    if (++$turn === 1 || $turn === 1000000 || $turn === 10000000) { look($turn); }
});');
$took = no_growth($fleet);
check($took < 750, "a call takes $took ns");
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
