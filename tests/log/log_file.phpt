--TEST--
logFile gets the log instead of stderr, appended, also what workers write
--FILE--
<?php
require __DIR__ . '/lines.inc';

$script = '<?php (new Naruto\Manager(["startNum" => 2, "logFile" => getenv("TMPDIR") . "/fleet.log"]))->run(function ($worker) {
    if (@mkdir("thrown")) { throw new Exception("told in the file"); } });';
$first = Fleet::start($script);
$log = fn () => (string) @file_get_contents("$first->home/fleet.log");
until(fn () => preg_match('/ died: Exception: told in the file /', $log()) && preg_match('/ started: /', $log()), 'the log in the file');
$first->signal(SIGUSR2);
check($first->wait() === 0, 'the first ends with 0');
$once = $log();
$second = $first->again();
until(fn () => substr_count($log(), ' started: ') === 2, 'the second start in the file');
$second->signal(SIGUSR2);
check($second->wait() === 0, 'the second ends with 0');
check(str_starts_with($log(), $once), 'the second appends');
lines($log());
check($first->log() . $second->log() === '', 'stderr is silent: ' . $first->log());
$first->clean();
echo "done\n";
?>
--EXPECT--
done
