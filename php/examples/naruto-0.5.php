<?php
// As it was written for Naruto 0.5, the PHP library, and as it runs now: nothing was changed.

use Naruto\Manager;
use Naruto\Process;
use Naruto\ProcessException;

try {
    new Manager([
        'os'                    => 'Linux',
        'passwd'                => '',
        'worker_num'            => '3',        // from argv, hence a string
        'hangup_loop_microtime' => 200000,
        'pipe_dir'              => '/tmp/',
    ], function (Process $worker) {
        // mock business logic
        usleep(500000);
        ProcessException::info([
            'msg' => [
                'from'  => $worker->type,
                'extra' => "order packed by {$worker->pid}",
            ],
        ]);
    });
} catch (Exception $e) {
    ProcessException::error([
        'msg' => [
            'msg'  => $e->getMessage(),
            'file' => $e->getFile(),
            'line' => $e->getLine(),
        ],
    ]);
}
