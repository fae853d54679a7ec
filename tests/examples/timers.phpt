--TEST--
the example of timers: turns come when they are due, in one worker that sleeps in between
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = file_get_contents(__DIR__ . '/../../php/examples/timers.php');
$code = str_replace('every(5,', 'every(0.05,', $code, $places);
check($places === 1, 'there is one timer of five seconds');
$fleet = Fleet::start($code, ['name' => 'timers']);
$fleet->until(fn () => preg_match_all('/^\d\d:\d\d:\d\d prices/m', $fleet->output()) >= 5, 'five turns');
// The minute begins within a minute.
$fleet->until(fn () => preg_match('/^\d\d:\d\d:0\d report$/m', $fleet->output()), 'the report of this minute', 75);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
check(!preg_match('/ (warning|error) /', $fleet->log()), "its log is quiet: {$fleet->log()}");
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
