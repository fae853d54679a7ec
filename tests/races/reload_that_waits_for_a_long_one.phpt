--TEST--
a reload that takes longer than a second tells its end, also if another one waits for it
--DESCRIPTION--
The second begins in the very moment in which the last worker of the first is ready.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 2]))->run(function ($worker) {
        static $job = 0;
        if ($job++ === 0) { tell("job $worker->pid"); $worker->id === 2 && hold("long"); }
    });');
$fleet->awaitTold('/^job/', 2);
$fleet->awaitLog('/ started: 2 workers /');
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: asked by SIGUSR1/');
$fleet->signal(SIGUSR1);
nap(1.1);
$fleet->open('long');
$fleet->awaitLog('/ reload: 2 of 2 renewed in .*, generation 3$/m');
preg_match_all('/ (reload: (?:asked|.*generation \d))/', $fleet->log(), $found);
$said = array_map(fn ($line) => preg_replace('/ in .*,/', '', $line), $found[1]);
$wanted = ['reload: asked', 'reload: 2 of 2 renewed generation 2', 'reload: asked', 'reload: 2 of 2 renewed generation 3'];
check($said === $wanted, "the log tells both, one after the other:\n" . $fleet->log());
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
