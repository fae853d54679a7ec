<?php
/**
 * A master in PHP, as a careful hand writes it with pcntl: signals are blocked and waited for, so that none is lost between a
 * look and a wait. USR1 renews all workers at once, TERM ends them; a worker that has gone is replaced.
 */
require __DIR__ . '/worker.inc';

const SIGNALS = [SIGCHLD, SIGTERM, SIGUSR1];

function worker(array $texts): never
{
    if (TURNS) {
        turns();
    }
    begin($texts);
    do {
        if (JOB_MS) {
            usleep(JOB_MS * 1000);
        }
    } while (pcntl_sigtimedwait([SIGTERM], $info, JOB_MS ? 0 : 3600) <= 0);
    report('asked');
    exit(0);
}

/** The hot loop: the call, the dispatch of signals, and a look into a pipe for commands. Bare, the call alone. */
function turns(): never
{
    $path = getenv('REPORT') . '.commands';
    posix_mkfifo($path, 0600);
    $pipe = fopen($path, 'r+');
    stream_set_blocking($pipe, false);
    $job = function (?object $worker) {};
    $began = hrtime(true);
    if (getenv('BARE')) {
        for ($turn = 0; $turn < TURNS; $turn++) {
            $job(null);
        }
    } else {
        for ($turn = 0; $turn < TURNS; $turn++) {
            $job(null);
            pcntl_signal_dispatch();
            fread($pipe, 1024);
        }
    }
    report('turns ' . (hrtime(true) - $began) / TURNS);
    unlink($path);
    sleep(3600);
    exit(0);
}

$texts = load();
$workers = [];
$stopping = false;
pcntl_sigprocmask(SIG_BLOCK, SIGNALS);
$fork = function () use (&$workers, $texts): void {
    $pid = pcntl_fork();
    if ($pid === 0) {
        pcntl_sigprocmask(SIG_UNBLOCK, TURNS ? [SIGTERM] : []);
        worker($texts);
    }
    $workers[$pid] = true;
};
for ($number = 0; $number < FLEET; $number++) {
    $fork();
}
while ($workers) {
    $signal = pcntl_sigwaitinfo(SIGNALS, $info);
    if ($signal === SIGCHLD) {
        while (($pid = pcntl_waitpid(-1, $status, WNOHANG)) > 0) {
            unset($workers[$pid]);
            if (!$stopping) {
                $fork();
            }
        }
        continue;
    }
    $stopping = $stopping || $signal === SIGTERM;
    foreach ($workers as $pid => $_) {
        posix_kill($pid, SIGTERM);
    }
}
