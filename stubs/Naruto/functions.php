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
