--TEST--
the window of an interactive shell is closed: its fleets stop, in the background too, but for those that were told not to
--DESCRIPTION--
The kernel tells those in the foreground, bash passes it on to its jobs. A HUP that somebody sends is a reload all the same.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/shell.inc';

$ways = [
    'in the foreground' => ['bash', '%s', true],
    'in the background' => ['bash', '%s &', true],
    'stopped' => ['bash', '%s', true],
    'nohup' => ['bash', 'nohup %s &', false],
    'disowned' => ['bash', "%s &\ndisown", false],
    // It leaves jobs in the background alone, as it does with any program.
    'in the background of dash' => ['dash', '%s &', false],
    'in the foreground of dash' => ['dash', '%s', true],
];
foreach ($ways as $what => [$name, $line, $stops]) {
    $shell = Shell::open($name);
    $fleet = $shell->run($line);
    $workers = $fleet->waitWorkers(2);
    if (str_contains($line, ' &') && !str_contains($line, 'disown')) {
        $shell->type("kill -HUP %1\n");
    } else {
        $fleet->signal(SIGHUP);
    }
    $shell->awaitLog('/ reload: asked by SIGHUP/');
    if ($what === 'stopped') {
        $shell->type("\x1a");
        $shell->awaitStopped(true);
    }
    $fleet->hangUp();
    until(fn () => !lives($shell->pid), "$what: the shell to be gone");
    if ($stops) {
        $shell->awaitLog('/ stop: asked by the loss of the terminal/');
        check($fleet->workers() === $workers, "$what: the jobs go on");
        $fleet->open('end');
        $shell->awaitDone($what);
        check(substr_count($shell->log(), ' reload: asked by ') === 1, "$what: that is no reload: " . $shell->log());
    } else {
        // It hears of it at once if at all, so this comes after.
        $fleet->write($fleet->pid, "scale 3\n");
        $shell->awaitLog('/ scale: worker from 2 to 3 workers/');
        check(!preg_match('/ (stop|terminate): /', $shell->log()), "$what: it goes on: " . $shell->log());
        check(substr_count($shell->log(), ' reload: asked by ') === 1, "$what: nor is it a reload: " . $shell->log());
        $fleet->signal(SIGHUP);
        until(fn () => substr_count($shell->log(), ' reload: asked by SIGHUP') >= 1, "$what: a HUP");
        $fleet->open('end');
        $fleet->signal(SIGUSR2);
        until(fn () => !lives($fleet->pid), "$what: the end");
    }
    $fleet->wait();
    $fleet->pid = $shell->pid;
    @unlink("$fleet->home/nohup.out");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
