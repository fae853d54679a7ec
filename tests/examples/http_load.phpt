--TEST--
the example of an HTTP server under 10 000 clients that try once: no reload refuses or cuts one, only a kill what was in hand
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/http.inc';

$number = (int) (getenv('NARUTO_TEST_JOBS') ?: 10_000);
$seed = (int) (getenv('NARUTO_TEST_SEED') ?: random_int(1, 999_999));
mt_srand($seed);
printf("seed %d\n", $seed);
// An answer takes a moment, so that there is always something in hand.
$fleet = start_http([
    "'startNum' => 'auto'" => "'startNum' => 8",
    '    return match (' => '    $rows = array_map(md5(...), range(1, random_int(1, 8_000)));' . "\n    return match (",
]);
$began = clock();
$kills = $asked = $nextKill = 0;
$renewed = fn () => preg_match_all('/ reload: (\d+) of \1 renewed/', $fleet->log());
// One in which the first worker of the new code is killed is refused, as if that had failed by itself.
$refused = fn () => substr_count($fleet->log(), ' refused: reload');
$answers = ask_for_all($number, 16, function (int $done) use ($fleet, $number, $renewed, $refused, &$kills, &$asked, &$nextKill): void {
    if ($done < $nextKill) {
        return;
    }
    $nextKill = $done + mt_rand(1, 200);
    $workers = $fleet->workers();
    $kills += (int) ($workers && posix_kill($workers[mt_rand(0, count($workers) - 1)], SIGKILL));
    // One after the other: with the same code, with new code, with all of it anew.
    if ($renewed() < 3 && $renewed() + $refused() === $asked && $done > $number * $renewed() / 4) {
        $renewed() === 1 && file_put_contents($fleet->script, "\n// new code\n", FILE_APPEND);
        $fleet->signal($renewed() === 2 ? SIGHUP : SIGUSR1);
        $asked++;
    }
});
$seconds = clock() - $began;
// First of all: the last death may be told after its client has noticed.
$began = clock();
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
check(clock() - $began < 1, 'at once');

$whole = function (int $each): string {
    $body = "There is no /$each.\n";
    return "HTTP/1.1 404 Not Found\r\nContent-Length: " . strlen($body) . "\r\nConnection: close\r\n\r\n$body";
};
$cut = array_filter($answers, fn (string $answer, int $each) => $answer !== $whole($each), ARRAY_FILTER_USE_BOTH);
check(count($answers) === $number, 'all clients have come to an end: ' . count($answers));
check(!preg_grep('/^refused/', $cut), 'none was refused: ' . json_encode(array_slice($cut, 0, 5, true)));
preg_match_all('/ died: \S+ \(pid \d+\) by SIGKILL, in (?:a job|"GET \/(\d+)") after /', $fleet->log(), $found);
// A worker that is killed between the connection and its note says no number.
$nameless = count(array_keys($found[1], '', true));
$strange = array_diff(array_keys($cut), $found[1]);
check(count($strange) <= $nameless, 'none was cut but those in hand at a kill: ' . json_encode(array_intersect_key($cut, array_flip($strange))));
check($kills > 20 && count($found[1]) > 10, "workers were killed at work: $kills " . count($found[1]));
check($renewed() >= 3, "it was reloaded three times: {$fleet->log()}");
$figures = sprintf("http.php: %d requests, %d kills with %d in hand, %d cut by them, none refused, %.1f s\n", $number, $kills, count($found[1]), count($cut), $seconds);
file_put_contents(getenv('NARUTO_TEST_FIGURES') ?: '/dev/null', "seed $seed, $figures", FILE_APPEND);

$fleet->clean();
echo "Done\n";
?>
--EXPECTF--
seed %d
Done
