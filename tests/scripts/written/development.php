<?php
// While one develops: one worker, no deadlines, everything on the terminal.
//     find app | entr php development.php reload
$manager = new Naruto\Manager(['name' => 'dev', 'startNum' => 1, 'logLevel' => 'debug']);
$manager->run(require __DIR__ . '/app/worker.php');
