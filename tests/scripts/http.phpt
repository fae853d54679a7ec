--TEST--
a web server as users write it: all workers answer on one socket, a reload refuses nobody, and a stop comes at once
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/scripts.inc';

// On a socket file of the test's own, as somebody else on this machine may have the port.
$code = file_get_contents(__DIR__ . '/written/http.php');
$code = str_replace("'tcp://127.0.0.1:8080'", "'unix://' . __DIR__ . '/web.sock'", $code, $places);
check($places === 1, 'the script has one address');
$fleet = start_script('http', ['files' => ['http.php' => $code]]);
$fleet->awaitLog('/ started: /');
$ask = function () use ($fleet): string {
    $client = @stream_socket_client("unix://$fleet->home/web.sock", $code, $error, 10);
    if (!check($client !== false, "it is not refused: $error")) {
        return '';
    }
    stream_set_timeout($client, 10);
    fwrite($client, "GET / HTTP/1.1\r\n\r\n");
    $answer = (string) stream_get_contents($client);
    check(preg_match('~^HTTP/1\.1 200 OK\r\n.*\r\n\r\n(\d+) has got GET / HTTP/1\.1\r\n$~s', $answer, $found) === 1, "it is answered: $answer");
    return $found[1] ?? '';
};
$old = $fleet->workers();
check(in_array((int) $ask(), $old, true), 'a worker answers');
foreach (['USR1' => SIGUSR1, 'HUP' => SIGHUP] as $at => $signal) {
    $renewed = '/ reload: \d+ of \d+ renewed/';
    $before = preg_match_all($renewed, $fleet->log());
    $fleet->signal($signal);
    $fleet->until(fn () => $ask() && preg_match_all($renewed, $fleet->log()) > $before, "the end of the reload by $at");
}
check(!in_array((int) $ask(), $old, true), 'new workers answer');
stops_at_once($fleet);
echo "Done\n";
?>
--EXPECT--
Done
