<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/**
 * What the shell command `naruto` is made of: looks at fleets that run on this machine, and tells them what to do. Prints
 * the outcome as that does, errors to stderr.
 *
 *     exit(Naruto\control(array_slice($argv, 1)));    // naruto list; naruto -i shop status
 *
 * @internal the words are those of a person; programs read `--json`, and PHP code of a fleet has Manager::status()
 * @param list<string> $arguments as after the name of the command: ['list'], ['-i', 'shop', 'reload', 'mail']
 * @return int<0, 255> the exit status: 0 done, 1 failed, 2 usage, 3 not running
 * @throws ProcessException in a master or a worker
 */
function control(array $arguments): int {}

/**
 * A deep copy that all workers share: reading it copies no page of memory, and a fork does not even copy its page table.
 * To PHP code it is a value like any other; writing to it separates what is written to, as with any array.
 *
 * To be called before the first worker is forked. The memory of the copy is given back at the end of the process; what it
 * was made of is not needed any more.
 *
 *     $routes = Naruto\freeze(require 'routes.php');
 *
 * @template T of array<mixed>|scalar|null
 * @param T $value
 * @return T
 * @throws ProcessException an object, resource or reference inside: says where, `$value['db'][3]`; or a worker has been
 *                          forked already; or there is no memory. Nothing was frozen then
 */
function freeze(mixed $value): mixed {}

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
 * @return resource a non-blocking server stream, for Worker::wait() and stream_socket_accept()
 * @throws ProcessException the address cannot be bound: says why; in a worker; or the fleet is running
 * @throws \ValueError not such an address, or a backlog below 1
 */
function listen(string $address, int $backlog = 1024): mixed {}
