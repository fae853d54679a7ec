--TEST--
status tells which loaded files have changed on disk, until a reload runs them
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/fleet.inc';

$fleet = Fleet::start('<?php require getenv("IN_WORKER"); is_file(HOME . "/lib.php") || file_put_contents(HOME . "/lib.php", "<?php // one");
    require HOME . "/lib.php";
    (new Naruto\Manager(["name" => "shop", "startNum" => 1]))->run(fn () => 0);', ['name' => 'shop']);
$fleet->awaitLog('/ started: /');
$want = '/\n\n! lib\.php changed on disk since generation 1: reload runs it\n$/';
check(status_of($fleet)['staleFiles'] === [] && !str_contains($fleet->command('status')[1], '!'), 'nothing has changed');
file_put_contents("$fleet->home/lib.php", '<?php // another one');
check(status_of($fleet)['staleFiles'] === ['lib.php'], json_encode(status_of($fleet)['staleFiles']));
$terminal = $fleet->onTerminal(['status'], 80);
foreach ([$fleet->command('status')[1], $terminal->wait() === 0 ? $terminal->text() : ''] as $out) {
    check(preg_match($want, $out) === 1, $out);
}
check(str_contains($fleet->command('metrics')[1], "\nnaruto_stale_files{fleet=\"shop\"} 1\n"), 'metrics count it');
[$status, $out, $err] = $fleet->command('reload');
check($status === 0, "reload: $status $out$err");
check(status_of($fleet)['staleFiles'] === [], 'it runs now: ' . json_encode(status_of($fleet)['staleFiles']));

// New code that is refused stays to be told of.
file_put_contents("$fleet->home/lib.php", '<?php }');
file_put_contents($fleet->script, str_replace('require HOME', '$GLOBALS["argc"] > 1 || require HOME', file_get_contents($fleet->script)));
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ refused: reload, /');
$status = status_of($fleet);
check(str_contains($status['reloadError'], 'PHP Parse error') && in_array('lib.php', $status['staleFiles']), json_encode($status['reloadError']));
$out = $fleet->command('status')[1];
check(preg_match('/^! reload refused, generation 2 works on: .*PHP Parse error: /m', $out) === 1, $out);
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
