<?php
/**
 * master killed, workers in blocking calls
 *
 * In a sleep, at a pipe that nobody writes to, at a lock that nobody gives back, at a socket whose other side is silent.
 */

require __DIR__ . '/orphans.inc';

[$took, $grace] = orphans_at(
    'doze()',
    'fread(fopen(HOME . "/silent", "r+"), 1)',
    'flock(fopen(HOME . "/locked", "c"), LOCK_EX)',
    'fread(($pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0))[0], 1)',
);
held('gone ' . at_most($took - $grace, 0.5) . ' after orphanGrace');
