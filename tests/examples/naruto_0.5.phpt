--TEST--
a script written for 0.5 runs unchanged
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// The code as it is, at a place of its own: what lies in /tmp/ is called after the script.
$fleet = Fleet::start(file_get_contents(__DIR__ . '/../../php/examples/naruto-0.5.php'), ['name' => 'naruto-05']);
[, $directory] = $fleet->awaitLog('~started: 3 workers .* (/tmp/naruto-05-\w+/)\n~');
$old = $fleet->waitWorkers(3);
check(is_dir($directory), 'its pipes are where it wants them');
$fleet->until(fn () => preg_match_all('/ worker#\d .*order packed by/', $fleet->log()) > 3, 'four orders');

$fleet->signal(SIGUSR1);
$fleet->awaitLog('/3 of 3 renewed/');
$new = $fleet->waitWorkers(3);
check(!array_intersect($old, $new), 'a reload renews all');
file_put_contents("{$directory}naruto.pipe$fleet->pid", 'stop');
check($fleet->wait() === 0, 'it stops');
check(!file_exists($directory), 'nothing is left in /tmp/');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
