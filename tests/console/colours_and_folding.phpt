--TEST--
colours are for terminals, and never with NO_COLOR; many idle workers are folded into a line, but not with --all or in a pipe
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php (new Naruto\Manager(["name" => "shop", "startNum" => 50, "hangupLoopMicrotime" => 3600000000]))->run(fn () => 0);');
$fleet->awaitLog('/ started: 50 workers /');
$fleet->until(fn () => array_unique(array_column(json_decode($fleet->command('status', '--json')[1], true)['workers'], 'state')) === ['idle'], 'all to be idle');
$shown = function (array $words, array $env = []) use ($fleet): string {
    $terminal = $fleet->onTerminal($words, 80, $env + ['TERM' => 'xterm']);
    check($terminal->wait() === 0, implode(' ', $words) . ' ends with 0');
    return $terminal->shown();
};
foreach ([[], ['NO_COLOR' => '']] as $env) {
    check(str_contains($shown(['status'], $env), "\x1b[2m"), 'idle workers are dim');
}
foreach ([['NO_COLOR' => '1'], ['TERM' => 'dumb']] as $env) {
    check(!str_contains($shown(['status'], $env), "\x1b"), 'no colour with ' . json_encode($env));
}
$count = fn (string $text) => preg_match_all('/worker#\d+ /', $text);
$folded = $shown(['status'], ['NO_COLOR' => '1']);
check($count($folded) === 0 && preg_match('/^worker +50 idle\r?$/m', $folded) === 1, $folded);
check($count($shown(['status', '--all'], ['NO_COLOR' => '1'])) === 50, 'one by one');
$fleet->command('scale', '30');
check($count($shown(['status'], ['NO_COLOR' => '1'])) === 30, 'thirty can be read');
$fleet->command('scale', '50');
check($count($fleet->command('status')[1]) === 50, 'one by one in a pipe');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
