--TEST--
a trace that does not fit into the pipe of an answer is cut at its oldest calls, and says so; so is one in the log
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/asked.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$dir = HOME . str_repeat("/" . str_repeat("d", 200), 5);
@mkdir($dir, 0700, true);
file_put_contents("$dir/down.php", "<?php function down(int \$depth) { \$depth ? down(\$depth - 1) : hold(\'end\'); }");
require "$dir/down.php";
(new Naruto\Manager(["startNum" => 1, "slowTimeout" => 1]))->run(function () { tell("down"); down(100); });
');
$fleet->awaitTold('/down/');
$fleet->awaitLog('/ slow: .*: down\(\)⏎.*…\n/');
[$status, $out, $err] = $fleet->command('trace', '--json');
[$worker] = json_decode($out, true);
check($status === 0, "it is answered: $err");
check($worker['end'] === 'cut', "it is cut: $worker[end]");
check(strlen($out) > 0.9 * 65536 && strlen($out) <= 65536, 'as much as fits is there: ' . strlen($out));
$names = array_column($worker['frames'], 'function');
check(count($names) > 10 && count(array_keys($names, 'down')) >= count($names) - 3, 'the newest are there: ' . implode(' ', $names));
[, $text] = $fleet->command('trace', 'worker', '1');
check(str_ends_with($text, "\n  older calls are not shown, the answer has no room for them\n"), 'and says so: ' . substr($text, -200));
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
