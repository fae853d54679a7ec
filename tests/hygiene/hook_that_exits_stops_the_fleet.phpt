--TEST--
exit(n) in defineSigHandler() stops the fleet gracefully, and the script ends with n
--FILE--
<?php
require __DIR__ . '/hook.inc';

foreach (['exit(7);' => 7, 'exit(0);' => 0, 'die("bye");' => 0] as $code => $status) {
    $fleet = hooked("\$local = new Own('the hook'); $code");
    $fleet->signal(SIGUSR1);
    check($fleet->wait() === $status, "$code ends with $status");
    check(preg_match('/ info    master .* stop: asked by exit\(\) in a hook$/m', $fleet->log()) === 1, 'the log says who stopped it');
    check(preg_match('/ ended: 3 workers left after .*, no job was cut,/', $fleet->log()) === 1, 'nobody was killed');
    check($fleet->told('/^after/') === [], 'exit means exit: what follows run() does not run');
    $told = $fleet->told('/^(shutdown|destructor)/');
    sort($told);
    check($told === ["destructor of the hook in $fleet->pid", "destructor of the script in $fleet->pid", "shutdown in $fleet->pid"],
        'the master\'s end of script runs, once: ' . implode(', ', $told));
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
