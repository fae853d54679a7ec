<?php
// A small HTTP server: all workers accept from one listening socket, one request a connection. A reload, with new code or
// without, refuses no connection and cuts no answer.
//     php php/examples/http.php
//     LISTEN=unix:///run/shop.sock php php/examples/http.php

/** What a client may send, in bytes, and how long it may be silent, in seconds. For all of it there is jobTimeout. */
const MAX_HEAD = 16 * 1024, MAX_BODY = 1024 * 1024, MAX_SILENCE = 3;

/** Your application: status and body. */
function answer(string $method, string $path, string $body): array
{
    return match ("$method $path") {
        'GET /' => ['200 OK', "Hello\n"],
        'POST /length' => ['200 OK', strlen($body) . "\n"],
        default => ['404 Not Found', "There is no $path.\n"],
    };
}

/** Method, path and body; or the status of a request that is not taken. */
function request(mixed $client): array|string
{
    for ($head = ''; !str_ends_with($head, "\r\n\r\n"); $head .= $line) {
        if (strlen($head) > MAX_HEAD) {
            return '431 Request Header Fields Too Large';
        }
        if (($line = fgets($client, 8192)) === false) {
            return '408 Request Timeout';
        }
    }
    if (!preg_match('~^(GET|POST) (/\S*) HTTP/1\.[01]\r\n~', $head, $request)) {
        return '400 Bad Request';
    }
    if (preg_match('~^transfer-encoding:~im', $head)) {
        return '411 Length Required';
    }
    $length = preg_match('~^content-length: *(\d+) *\r$~im', $head, $found) ? (int) $found[1] : 0;
    if ($length > MAX_BODY) {
        return '413 Content Too Large';
    }
    for ($body = ''; strlen($body) < $length; $body .= $more) {
        if (($more = (string) fread($client, $length - strlen($body))) === '') {
            return '408 Request Timeout';
        }
    }
    return [$request[1], $request[2], $body];
}

$server = Naruto\listen(getenv('LISTEN') ?: 'tcp://127.0.0.1:8080');
$manager = new Naruto\Manager(['name' => 'web', 'startNum' => 'auto', 'jobTimeout' => 15, 'hangupLoopMicrotime' => 0]);
$manager->run(function (Naruto\Worker $worker) use ($server): void {
    if (!$worker->wait(INF, $server) || !$client = @stream_socket_accept($server, 0)) {
        return;                                     // it is time to leave, or another worker was faster
    }
    // Who was accepted gets an answer. Hence no wait() from here on: it ends when it is time to leave.
    stream_set_timeout($client, MAX_SILENCE);
    try {
        $request = request($client);
        if (is_array($request)) {
            $worker->note("$request[0] $request[1]");
        }
        [$status, $body] = is_array($request) ? answer(...$request) : [$request, "$request\n"];
        $length = strlen($body);
        fwrite($client, "HTTP/1.1 $status\r\nContent-Length: $length\r\nConnection: close\r\n\r\n$body");
        if (is_string($request)) {
            // To close what has something unread is an error to the client, which overtakes the answer.
            stream_socket_shutdown($client, STREAM_SHUT_WR);
            for ($left = MAX_BODY; $left > 0 && ($more = (string) fread($client, 8192)) !== ''; $left -= strlen($more)) {
            }
        }
    } catch (Naruto\TimeoutException) {
        // Whoever takes so long has had its time.
    }
    fclose($client);
});
