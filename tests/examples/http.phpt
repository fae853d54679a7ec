--TEST--
the example of an HTTP server answers requests, refuses bad ones with the reason, and no slow client keeps a worker for long
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/http.inc';

$fleet = start_http(["'startNum' => 'auto'" => "'startNum' => 2", 'MAX_SILENCE = 3' => 'MAX_SILENCE = 1', "'jobTimeout' => 15" => "'jobTimeout' => 4"]);
foreach ([
    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\n\r\n",
    "POST /length HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" . str_repeat('x', 100_000),
    "POST /length HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n" . str_repeat('x', 1_048_577),
    "POST /length HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "POST /length HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "GET / HTTP/1.1\r\nX: " . str_repeat('x', 100_000) . "\r\n\r\n",
    "hello\r\n\r\n",
    "GET / HTTP/1.1\r\n",
    "POST /length HTTP/1.1\r\nContent-Length: 2\r\n\r\nx",
] as $request) {
    echo trim(answer_to($request)), "\n";
}

// One that sends a byte now and then is never silent: its time is up all the same, and its worker does not die of it.
$workers = $fleet->workers();
$began = clock();
$slow = send("GET / HTTP/1.1\r\nX: ");
stream_set_blocking($slow, false);
until(function () use ($slow) {
    @fwrite($slow, "x\r\n");
    return fread($slow, 100) === '' && feof($slow);
}, 'the end of a slow client', pause: 0.05);
check(clock() - $began > 3.9, 'it had its time');
check($fleet->workers() === $workers, 'the workers are the same');

// Two that say nothing yet have both workers; a third one is answered as soon as one of them is, and so is whoever was
// accepted before a stop.
$first = send('');
$second = send('');
until(fn () => preg_match_all('/^worker#\d .* busy /m', $fleet->command('status')[1]) === 2, 'both to be accepted', pause: 0.1);
$third = send("GET /third HTTP/1.1\r\n\r\n");
fwrite($first, "GET /first HTTP/1.1\r\n\r\n");
echo strrchr(stream_get_contents($first), '/'), strrchr(stream_get_contents($third), '/');
$fleet->signal(SIGUSR2);
$fleet->awaitLog('/ stop: /');
fwrite($second, "GET /second HTTP/1.1\r\n\r\n");
echo strrchr(stream_get_contents($second), '/');
check($fleet->wait() === 0, 'it ends with 0');
check(!preg_match('/ (warning|error) /', $fleet->log()), "its log is quiet: {$fleet->log()}");
$fleet->clean();
?>
--EXPECT--
HTTP/1.1 200 OK | Hello
HTTP/1.1 404 Not Found | There is no /nothing.
HTTP/1.1 200 OK | 100000
HTTP/1.1 413 Content Too Large | 413 Content Too Large
HTTP/1.1 413 Content Too Large | 413 Content Too Large
HTTP/1.1 411 Length Required | 411 Length Required
HTTP/1.1 431 Request Header Fields Too Large | 431 Request Header Fields Too Large
HTTP/1.1 400 Bad Request | 400 Bad Request
HTTP/1.1 408 Request Timeout | 408 Request Timeout
HTTP/1.1 408 Request Timeout | 408 Request Timeout
/first.
/third.
/second.
