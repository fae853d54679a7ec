--TEST--
on a terminal a command tells in one line who is waited for, until its outcome takes the place; Ctrl-C ends the wait alone
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../console/fleet.inc';

$fleet = shop();
$fleet->open('busy');
$fleet->awaitTold('/^busy/');
unlink("$fleet->home/gate-busy");
/** A command that has to wait for the job. */
$begin = function (array $words, int $columns, string $waits) use ($fleet): Terminal {
    $terminal = $fleet->onTerminal($words, $columns);
    $terminal->await($waits);
    foreach (explode("\r\x1b[K", $terminal->shown()) as $line) {
        check(!str_contains($line, "\n") && preg_match_all('/./u', $line) + preg_match_all('/\p{Han}/u', $line) < $columns, "it stays in its line: $line");
    }
    return $terminal;
};

$reload = $begin(['reload'], 100, '/reload: 2 of 3 renewed, waiting for worker#1 \(order 7 张伟, \d+ s\)/');
// It is written anew when a second has gone by, not each time that it is looked at.
$reload->await('/worker#1 \(order 7 张伟, [1-9]\d* s\)/');
check(substr_count($reload->shown(), 'reload: 2 of 3 renewed, waiting for worker#1 (order 7 张伟, 0 s)') === 1, $reload->shown());
$reload->type("\x03");
check($reload->wait() === 130, 'Ctrl-C ends the wait');
check(str_ends_with($reload->text(), "reload: not waited for any more, it goes on\n"), $reload->text());
check(status_of($fleet)['phase'] === 'reloading', 'and nothing else');

$narrow = $begin(['stop'], 40, '/stop: \d of 3 have left, waiting for w\w*…/');
$wide = $begin(['stop'], 120, '/waiting for worker#1 \(order 7 张伟, \d+ s\)    Ctrl-C stops waiting, not the stop/');
$fleet->open('end');
foreach ([$narrow, $wide] as $stop) {
    check($stop->wait() === 0, 'the stop has happened');
    check(preg_match('/^stop: all 3 have left after \S+ m?s, no job was cut\n$/', $stop->text()) === 1, $stop->text());
}
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
