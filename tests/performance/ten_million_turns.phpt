--TEST--
ten million turns of a loop of one's own gain no memory
--FILE--
<?php
require __DIR__ . '/hot.inc';

$fleet = hot_fleet('(new Naruto\Manager(["startNum" => 1]))->run(function (Naruto\Worker $worker) {
    $turn = 0;
    while ($worker->running()) {
        if (++$turn === 1 || $turn === 1000000 || $turn === 10000000) { look($turn); }
    }
});');
$took = no_growth($fleet);
check($took < 750, "a turn takes $took ns");
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(preg_match('/ ([\d ]+) jobs done$/m', $fleet->log(), $found) === 1 && (int) strtr($found[1], [' ' => '']) >= 10000000, 'each turn was a job');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
