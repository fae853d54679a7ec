--TEST--
with opcache on the command line a reload runs new code, also of files that only workers load
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/releases.inc';

$ini = ['zend_extension' => 'opcache', 'opcache.enable_cli' => '1', 'opcache.validate_timestamps' => '0'];
$releases = new Releases(ini: $ini);
$fleet = $releases->fleet;
$releases->offer(5);
$releases->checkJobs();
// In place: nothing that the master has loaded changes.
file_put_contents("$releases->home/releases/1/late.php", "<?php function late(): int { return 7; }\n");
check($releases->reload() === '', 'the reload is done');
check(str_contains($fleet->log(), 'asked by the pipe, opcache keeps what was loaded'), 'and knows why');
$fleet->until(fn () => $releases->offer(1) ?? glob("$releases->home/done/*.1.7"), 'the file of the workers is new');
$releases->end();
echo "Done\n";
?>
--EXPECT--
Done
