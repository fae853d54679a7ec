<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/**
 * A listening socket that is opened once for the whole life of the fleet: a reload gets the same one, with the connections
 * that wait in it. Before run() only.
 *
 *     $server = Naruto\listen('tcp://127.0.0.1:8080');
 *
 * If a fleet listens there already, maybe this one, or the script was called with a command, the socket is opened by run(),
 * once it is sure that there is no other master; what goes wrong is then an exception of run(). A socket file that a
 * dead process has left is replaced; the one that was made is removed at the end of the fleet.
 *
 * @param string $address tcp://host:port or unix:///path
 * @param int<1, max> $backlog how many connections wait to be accepted; the system has a limit of its own
 * @return resource a non-blocking server stream, for stream_select() and stream_socket_accept()
 * @throws ProcessException the address cannot be bound: says why; in a worker; or the fleet is running
 * @throws \ValueError not such an address, or a backlog below 1
 */
function listen(string $address, int $backlog = 1024): mixed {}
