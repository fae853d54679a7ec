--TEST--
the README tells of every command, and shows the columns and statuses that there are
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';
require __DIR__ . '/readme.inc';

$fleet = Fleet::start('<?php $manager = new Naruto\Manager();
    $manager->group("orders", ["startNum" => 3], fn () => 0)->group("mail", ["startNum" => 2], fn () => 0)->run();', ['name' => 'worker']);
$fleet->awaitLog('/ started: 5 workers /');

$help = $fleet->command('help')[1];
preg_match_all('/^  (\S.*?)  /m', $help, $offered);
$words = fn (string $text) => array_values(array_filter(preg_match_all('/\b[a-z]+\b/', preg_replace('/\[[^]]*\]|--[\w-]+(=s)?/', '', $text), $found) ? $found[0] : []));
$readme = array_merge(...array_map(fn (array $row) => $words($row[0]), table('| | |')));
foreach ($words(implode(' ', $offered[1])) as $word) {
    check(in_array($word, [...$readme, 'n']), "the README tells of $word");
}
foreach ($readme as $word) {
    check($word === 'n' || str_contains($help, $word), "help tells of $word");
}

// The two pictures: no wider than they say, and with the columns that a window of that width has.
preg_match_all('/^```\n(?:\$ php worker\.php status\n)?(shop · .*?^WORKER .*?)^```$/ms', readme(), $pictures);
check(count($pictures[1]) === 2, 'status is shown in two widths');
foreach ($pictures[1] as $at => $picture) {
    $columns = [80, 120][$at];
    foreach (explode("\n", $picture) as $line) {
        $width = preg_match_all('/./u', $line) + preg_match_all('/\p{Han}/u', $line);
        check($width <= $columns, "no wider than $columns: $line");
    }
    $terminal = $fleet->onTerminal(['status'], $columns);
    $terminal->wait();
    $heading = fn (string $text) => preg_match('/^WORKER .*$/m', $text, $found) ? preg_replace('/ +/', ' ', $found[0]) : '';
    check($heading($terminal->text()) === $heading($picture), "the columns of $columns: " . $heading($terminal->text()));
}

$statuses = array_column(table('| exit status | of the script, and of its commands |'), 0);
check($statuses === ['0', '1', '2', '3', '4', '5'], 'every exit status is told of');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
