--TEST--
64 idle workers and their master make no system call
--FILE--
<?php
require __DIR__ . '/quiet.inc';

$fleet = idle_fleet();
$attach = [];
foreach ([$fleet->pid, ...$fleet->workers()] as $pid) {
    array_push($attach, '-p', (string) $pid);
}
$trace = "$fleet->home/trace";
$strace = proc_open(['strace', '-f', '-o', $trace, ...$attach], [2 => ['file', "$fleet->home/strace", 'w']], $pipes);
$attached = fn () => substr_count((string) @file_get_contents("$fleet->home/strace"), ' attached') === 65;
until($attached, 'strace to attach to all 65');
// To be attached interrupts the wait of each, which then goes on: its one line.
until(function () use ($trace) {
    clearstatcache();
    $size = filesize($trace);
    nap(0.2);
    clearstatcache();
    return filesize($trace) === $size && $size > 0;
}, 'strace to come to rest');
$before = file_get_contents($trace);
check(preg_match_all('/\b(ppoll|restart_syscall)\(/', $before) === 65 && substr_count($before, "\n") <= 65, 'each waits in one call');
nap(idle_for());
check(file_get_contents($trace) === $before, 'nobody has made a system call: ' . substr(file_get_contents($trace), strlen($before), 500));
proc_terminate($strace, SIGINT);
until(fn () => !proc_get_status($strace)['running'], 'strace to detach');
proc_close($strace);
reload_and_stop($fleet);
echo "done\n";
?>
--EXPECT--
done
