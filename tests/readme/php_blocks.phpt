--TEST--
every piece of PHP in the README works as it stands
--EXTENSIONS--
pdo
pdo_sqlite
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';
require __DIR__ . '/readme.inc';

foreach (blocks('php') as $code) {
    // Somebody else on this machine may have that port.
    $code = strtr($code, [':8080' => ':0']);
    preg_match_all("/'startNum' => (\d+)/", $code, $numbers);
    $number = array_sum($numbers[1]);
    $fleet = Fleet::start($code);
    $fleet->awaitLog("/started: $number workers/");
    $fleet->waitWorkers($number);
    if (str_contains($code, '"$worker->name:')) {
        $said = '/^worker#[12]: (call \d+|10 rows)$/m';
        $fleet->until(fn () => preg_match_all($said, $fleet->output()) > 4, 'some calls of each');
    }
    if (str_contains($code, '" prices')) {
        $fleet->until(fn () => substr_count($fleet->output(), "2 prices\n") > 1, 'what was frozen');
    }
    $fleet->signal(SIGTERM);
    check($fleet->wait() === 0, "it ends with 0:\n$code");
    check(!preg_match('/ (warning|error) /', $fleet->log()), "its log is quiet:\n{$fleet->log()}");
    preg_match_all('/^echo "(.*)\\\\n";/m', $code, $afterwards);
    check(substr_count($fleet->output(), $afterwards[1][0] ?? '-') === count($afterwards[1]), 'what follows run() runs once');
    $fleet->clean();
}
check(count(blocks('php')) > 5, 'there are some');
echo "Done\n";
?>
--EXPECT--
Done
