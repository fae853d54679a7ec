--TEST--
php/naruto lists the fleets that run, and does to any of them what its script does
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleets = [];
foreach (['one', 'two'] as $name) {
    $fleets[] = Fleet::start('<?php (new Naruto\Manager(["name" => "twin' . getmypid() . '", "startNum" => 2]))->run(fn () => 0);');
}
[$one, $two] = $fleets;
array_map(fn (Fleet $fleet) => $fleet->awaitLog('/ started: /'), $fleets);
$name = 'twin' . getmypid();
$naruto = function (string ...$words) use ($one): array {
    $program = Program::launch([dirname(__DIR__, 2) . '/php/naruto', ...$words], $one->home, $one->env());
    return [$program->wait(), $program->output(), $program->errors()];
};

[$status, $out] = $naruto('list', '--json');
$listed = array_column(json_decode($out, true, flags: JSON_THROW_ON_ERROR), null, 'pid');
foreach ($fleets as $fleet) {
    $entry = $listed[$fleet->pid] ?? [];
    check($status === 0 && [$entry['name'], $entry['directory'], $entry['workers']] === [$name, $fleet->dir(), 2], "listed: $out");
}
[$status, $out] = $naruto('list');
check($status === 0 && preg_match("~^NAME +PID +UP +GEN +WORKERS +BUSY +DIRECTORY\n(?s:.*)$name +$one->pid +\d+s +1 +2 +\d +{$one->dir()}\n~", $out) === 1, $out);

[$status, $out, $err] = $naruto('-i', $name, 'status');
check($status === 2 && $out === '', "two of that name: $status $out");
foreach ($fleets as $fleet) {
    check(str_contains($err, "\n  -i {$fleet->dir()}\n") && str_starts_with($err, "naruto: 2 fleets are called \"$name\"; "), $err);
}
foreach ([[$one, $one->dir()], [$two, $two->dir() . '/']] as [$fleet, $directory]) {
    [$status, $out] = $naruto('-i', $directory, 'status', '--json');
    check($status === 0 && json_decode($out, true)['pid'] === $fleet->pid, "by its directory: $status $out");
}
[$status, $out] = $naruto('-i', basename($one->dir()), 'reload', 'worker', '2');
check($status === 0 && str_starts_with($out, 'reload: 1 of 1 renewed in '), "reload: $status $out");
check(count($two->workers()) === 2 && !str_contains($two->log(), 'reload'), 'the other one was left alone');

$refused = [
    [['-i', "no$name", 'status'], 3, "~^naruto: no fleet \"no$name\" is running; there are: .*$name~"],
    [['-i'], 2, '~^naruto: -i wants ~'],
    [['-i', $one->dir(), 'stpo'], 2, '~^naruto: no command "stpo"; did you mean "stop"\? \("naruto help" lists all\)\n$~'],
    [['-i', $one->dir(), 'fly'], 2, '~^naruto: no command "fly"; "naruto help" ~'],
    [['-i', $one->dir(), 'start'], 2, '~^naruto: only the script itself can start its fleet~'],
    [['stop'], 2, '~^naruto: which fleet\? ~'],
    [['list', 'all'], 2, '~^naruto: list: wanted --json or nothing, got "all"~'],
];
foreach ($refused as [$words, $expected, $regex]) {
    [$status, $out, $err] = $naruto(...$words);
    check($status === $expected && $out === '' && preg_match($regex, $err) === 1, implode(' ', $words) . ": $status $out$err");
}
check(str_starts_with($naruto('help')[1], 'naruto list '), 'help');

[$status, $out] = $naruto('-i', $two->dir(), 'stop');
check($status === 0 && str_starts_with($out, 'stop: all 2 have left after '), "stop: $status $out");
check($two->wait() === 0, 'it ends with 0');
$two->clean();
check($naruto('-i', $name, 'health')[1] === "$name is healthy: 2 workers ready\n", 'the only one of that name');
$one->signal(SIGTERM);
check($one->wait() === 0, 'the other one, too');

exec(escapeshellarg(PHP_BINARY) . ' -n ' . escapeshellarg(dirname(__DIR__, 2) . '/php/naruto') . ' list 2>&1', $lines, $status);
check($status === 1 && str_contains($lines[0], 'does not load the extension naruto'), "without the extension: $status " . implode("\n", $lines));
$one->clean();
echo "Done\n";
?>
--EXPECT--
Done
