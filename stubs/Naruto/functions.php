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
