<?php
/**
 * master killed, workers in an endless loop
 *
 * PHP looks at nothing there, so only the timer that the parent-death signal has armed can end them.
 */

require __DIR__ . '/orphans.inc';

[$took, $grace] = orphans_at('spin()');
held('gone ' . at_most($took - $grace, 0.5) . ' after orphanGrace');
