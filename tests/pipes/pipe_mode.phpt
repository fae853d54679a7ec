--TEST--
pipeMode is what the pipes have, whatever the umask, and lets its users into the directory
--DESCRIPTION--
A group of operators may be let in; nobody else ever is.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach (['0600' => 0700, '0660' => 0710, '0622' => 0711] as $mode => $directory) {
    foreach ([0077, 0] as $umask) {
        $fleet = Fleet::start("<?php
        require getenv('IN_WORKER');
        umask($umask);
        \$manager = new Naruto\\Manager(['startNum' => 1, 'pipeMode' => $mode]);
        \$manager->run(fn (\$worker) => \$worker->jobs || tell(decoct(\$worker->pipeMode)));
        ");
        $worker = $fleet->waitWorkers(1)[0];
        $fleet->awaitLog('/started: /');
        clearstatcache();
        foreach ([$fleet->pid, $worker] as $pid) {
            $is = fileperms($fleet->pipe($pid)) & 0777;
            check($is === octdec($mode), sprintf('umask %o: the pipe has %s, not %o', $umask, $mode, $is));
        }
        $is = fileperms($fleet->dir()) & 0777;
        check($is === $directory, sprintf('umask %o: the directory has %o, not %o', $umask, $directory, $is));
        check($fleet->awaitTold('//')[0] === ltrim($mode, '0'), 'the attribute tells it');
        $fleet->signal(SIGUSR2);
        check($fleet->wait() === 0, 'it stops with 0');
        $fleet->clean();
    }
}
echo "Done\n";
?>
--EXPECT--
Done
