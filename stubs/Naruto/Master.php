<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/** The master, as seen from itself and from its workers. */
class Master extends Process
{
    /** Does nothing, as in 0.5: the master's loop is Manager::hangup(). */
    public function hangup(callable $callable): void {}
}
