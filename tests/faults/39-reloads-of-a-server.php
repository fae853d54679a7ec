<?php
/**
 * 50 reloads with new code of a server under load
 *
 * All generations have one listening socket: no connection is refused, none is left without an answer.
 *
 * @slow
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/../sockets/http.inc';

$asked = reload_under_load(50);
Checked::$fleets++;
held("$asked connections were answered, none was refused");
