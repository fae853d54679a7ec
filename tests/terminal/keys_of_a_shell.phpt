--TEST--
Ctrl-C, Ctrl-\, Ctrl-Z, fg, bg and background jobs of an interactive shell do what its user expects
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/shell.inc';

foreach (['bash', 'dash'] as $name) {
    $shell = Shell::open($name);
    foreach (['Ctrl-C' => ["\x03", 'terminate: asked by SIGINT'], 'Ctrl-\\' => ["\x1c", 'stop: asked by SIGQUIT']] as $what => [$key, $line]) {
        $fleet = $shell->run();
        $workers = $fleet->waitWorkers(2);
        $shell->type($key);
        $shell->awaitLog("/ $line/");
        check($fleet->workers() === $workers, "$name: $what leaves the workers at their jobs");
        $fleet->open('end');
        $shell->awaitDone($what);
        check($shell->says('echo "$?"') === '0', "$name: after $what the shell knows the status");
    }

    // Ctrl-Z: all stand still, the shell has its prompt; fg: all go on, and the keys are theirs again.
    $fleet = $shell->run();
    $workers = $fleet->waitWorkers(2);
    $shell->type("\x1a");
    $shell->awaitStopped(true);
    check(preg_match('/Stopped|Suspended/i', $shell->says('jobs')) === 1, "$name: the shell has a job that is stopped");
    $fleet->open('end');
    nap(0.1);
    check($fleet->told('/^end/') === [], "$name: nobody works");
    unlink("$fleet->home/gate-end");
    $shell->type("fg\n");
    $shell->awaitStopped(false);
    check($fleet->workers() === $workers, "$name: nobody was lost");

    // bg: they go on, and the shell keeps its prompt and its keys.
    $shell->type("\x1a");
    $shell->awaitStopped(true);
    $shell->type("bg\n");
    $shell->awaitStopped(false);
    check(preg_match('/Running/', $shell->says('jobs')) === 1, "$name: it runs in the background");
    $shell->pressAtPrompt();
    $shell->type("fg\n");
    // Until it has the terminal, keys are not for it.
    until(fn () => foreground($fleet->pid), "$name: the foreground");
    $shell->type("\x1c");
    $shell->awaitLog('/ stop: asked by SIGQUIT/');
    check(!str_contains($shell->log(), 'SIGINT'), "$name: the keys before that were not: " . $shell->log());
    check($fleet->workers() === $workers, "$name: nobody has left");
    $fleet->open('end');
    $shell->awaitDone('fg and Ctrl-\\');

    // In the background from the start: keys are not for it, kill %1 is.
    $fleet = $shell->run('%s &');
    $workers = $fleet->waitWorkers(2);
    $shell->pressAtPrompt();
    $shell->type("kill -USR1 %1\n");
    $shell->awaitLog('/ reload: asked by SIGUSR1/');
    check(!preg_match('/ (stop|terminate): /', $shell->log()) && $fleet->workers() === $workers, "$name: no key has reached it: " . $shell->log());
    $shell->type("kill %1\n");
    $shell->awaitLog('/ terminate: asked by SIGTERM/');
    $status = $shell->ask('wait %1; echo "$?"');
    $fleet->open('end');
    $shell->awaitDone('kill %1');
    check(preg_match('/^0$/m', $said = $status()) === 1, "$name: the shell knows the status of its job: $said");

    // Stopped, then killed: it goes on in order to end.
    $fleet = $shell->run();
    $shell->type("\x1a");
    $shell->awaitStopped(true);
    // Bash lets it go on by itself.
    $shell->type($name === 'bash' ? "kill %%\n" : "kill %%; kill -CONT %%\n");
    $shell->awaitLog('/ terminate: asked by SIGTERM/');
    $shell->awaitStopped(false);
    $fleet->open('end');
    $shell->awaitDone('kill of a stopped job');
    $shell->close();
}
echo "Done\n";

/** Whether the terminal of this process is its group's: proc_pid_stat(5). */
function foreground(int $pid): bool
{
    $fields = explode(' ', substr(strrchr(file_get_contents("/proc/$pid/stat"), ')'), 2));
    [, , $group, , , $terminal_group] = $fields;
    return $group === $terminal_group;
}
?>
--EXPECT--
Done
