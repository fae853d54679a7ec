<?php
/**
 * descriptors, environment, signals of children
 *
 * Of a worker, of a program that its job starts, of one that the worker forks: what is documented, and nothing more.
 */

require __DIR__ . '/fault.inc';

$forbidden = ['NOTIFY_SOCKET', 'WATCHDOG_PID', 'WATCHDOG_USEC', 'LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'];
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$before = array_filter(scandir("/proc/self/fd"), fn ($number) => is_link("/proc/self/fd/$number"));
tell("before " . implode(" ", $before));
(new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000, "logFile" => HOME . "/log"]))->run(function ($worker) {
    if ($worker->jobs > 0) {
        return;
    }
    tell("environment " . json_encode(array_keys(getenv())));
    $program = proc_open(["sleep", "1000"], [["pipe", "r"], ["file", "/dev/null", "w"], ["file", "/dev/null", "w"]], $pipes);
    $copy = pcntl_fork();
    if ($copy === 0) {
        while (true) {
            sleep(1000);
        }
    }
    tell("worker $worker->pid program " . proc_get_status($program)["pid"] . " copy $copy");
    hold("end");
    proc_terminate($program);
    posix_kill($copy, SIGTERM);
    pcntl_waitpid($copy, $status);
});
', ['env' => array_fill_keys($forbidden, '1') + ['KEPT' => 'yes']]);
$told = $fleet->awaitTold('/^worker/', 2);

// What this test itself has let its fleet inherit.
$before = explode(' ', substr($fleet->told('/^before/')[0], 7));
/** @return list<string> what lies behind each number that the script did not begin with */
$descriptors = function (int $pid) use ($before): array {
    $found = [];
    foreach (array_diff(scandir("/proc/$pid/fd"), ['.', '..'], $before) as $number) {
        $path = (string) @readlink("/proc/$pid/fd/$number");
        preg_match('/^flags:\s*(\d+)/m', (string) @file_get_contents("/proc/$pid/fdinfo/$number"), $flags);
        $found[] = match (true) {
            str_ends_with($path, '/lock') => 'lock',
            str_contains($path, '/naruto.pipe') => strrchr($path, '/'),
            str_starts_with($path, 'pipe:') => (octdec($flags[1]) & 3) === 1 ? 'writes a pipe' : 'reads a pipe',
            default => $path,
        };
    }
    sort($found);
    return $found;
};
$signals = function (int $pid, string $which): int {
    preg_match("/^$which:\\s*(\\w+)/m", file_get_contents("/proc/$pid/status"), $found);
    return hexdec($found[1]);
};
foreach ($told as $line) {
    [, $worker, , $program, , $copy] = explode(' ', $line);
    until(fn () => command_line((int) $program) === 'sleep 1000', 'the program to begin');
    $of_worker = ["/naruto.pipe$worker", "$fleet->home/log", 'lock', 'reads a pipe', 'writes a pipe'];
    // One more pipe: the standard input that its job gave the program.
    $wanted = [...$of_worker, 'writes a pipe'];
    $found = $descriptors((int) $worker);
    check($found === $wanted, 'a worker has ' . implode(', ', $found));
    check(readlink("/proc/$worker/fd/0") === '/dev/null', 'its standard input is /dev/null');
    $found = $descriptors((int) $program);
    check($found === [], 'a program that it starts has ' . implode(', ', $found));
    // A copy keeps neither the lock nor the lifeline: it must not hold up the next master.
    $found = $descriptors((int) $copy);
    check(!array_intersect($found, ['lock', 'reads a pipe']), 'a fork of the job has ' . implode(', ', $found));

    foreach ([$worker, $program, $copy] as $pid) {
        check($signals((int) $pid, 'SigBlk') === 0, "no signal is blocked in $pid");
    }
    $environment = explode("\0", file_get_contents("/proc/$program/environ"));
    check(!preg_grep('/^(' . implode('|', $forbidden) . ')=/', $environment), "what the service manager says to the master is not in the program's environment");
    check(in_array('KEPT=yes', $environment, true), 'all else is');
}
foreach ($fleet->told('/^environment/') as $line) {
    $names = json_decode(substr($line, 12), true);
    check(!array_intersect($names, $forbidden) && in_array('KEPT', $names, true), 'nor in that of a worker: ' . implode(' ', array_intersect($names, $forbidden)));
}
$fleet->open('end');
$fleet->signal(SIGUSR2);
$fleet->wait();
lines(file_get_contents("$fleet->home/log"));
five_checks($fleet);
held('2 workers, 2 programs, 2 forks: nothing that is not documented');
