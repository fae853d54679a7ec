--TEST--
a signal that kills a worker kills it alone, and the log has its name
--FILE--
<?php
require __DIR__ . '/dies.inc';

foreach (['SIGKILL' => SIGKILL, 'SIGSEGV' => SIGSEGV, 'SIGALRM' => SIGALRM, 'SIGRTMIN+8' => 42] as $name => $signal) {
    dies_alone(
        "posix_kill(\$worker->pid, $signal); hold('nothing');",
        "died: worker#1 \\(pid \\d+\\) by " . preg_quote($name) . ", in a job after [\\d.]+ m?s",
        'warning',
        'master',
    );
}
echo "done\n";
?>
--EXPECT--
done
