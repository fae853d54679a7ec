--TEST--
an exception in defineSigHandler() is logged with its trace, and the fleet has not noticed
--FILE--
<?php
require __DIR__ . '/hook.inc';

$fleet = hooked('throw new RuntimeException("no alarm\nbell");');
$workers = $fleet->waitWorkers(3);
foreach ([1, 2] as $time) {
    $fleet->signal(SIGUSR1);
    $told = '/^\S+ error   master +' . $fleet->pid . '  log: in defineSigHandler\(\): RuntimeException: no alarm⏎bell in \S+\/worker\.php:\d+⏎#0 .*⏎#\d \{main\}$/m';
    $fleet->until(fn () => preg_match_all($told, $fleet->log()) === $time, 'the exception in the log');
}
check($fleet->waitWorkers(3) === $workers, 'the workers are the same');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check($fleet->told('/^after/') === ['after run(): 0'], 'run() comes back');
check($fleet->told('/^(shut|destr)/') === ["shutdown in $fleet->pid", "destructor of the script in $fleet->pid"], 'the script ends as always: ' . implode(', ', $fleet->told()));
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
