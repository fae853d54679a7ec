<?php
// One listening socket, and as many workers as there are CPUs.
$server = Naruto\listen('tcp://127.0.0.1:8080');
$manager = new Naruto\Manager(['name' => 'web', 'startNum' => 'auto', 'jobTimeout' => 15, 'hangupLoopMicrotime' => 0]);
$manager->run(function (Naruto\Worker $worker) use ($server): void {
    if (!$worker->wait(INF, $server) || !$client = @stream_socket_accept($server, 0)) {
        return;
    }
    $worker->note((string) stream_socket_get_name($client, true));
    respond($client);
    fclose($client);
});
