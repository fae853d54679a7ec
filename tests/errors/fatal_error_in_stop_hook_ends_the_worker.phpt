--TEST--
a fatal error in onWorkerStop(), in either shape, ends the worker and nothing of the script runs in it
--DESCRIPTION--
PHP leaves a fatal error by a jump or, for exhausted memory in newer releases, like an exit. Neither may lead back into
the script, where the worker would go on as a second master.
--FILE--
<?php
require __DIR__ . '/dies.inc';

foreach (['trigger_error("cannot flush", E_USER_ERROR);', 'ini_set("memory_limit", "8M"); str_repeat("x", 1 << 25);'] as $code) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $manager = new Naruto\Manager(["startNum" => 2]);
        $manager->onWorkerStop(function () { tell("stop hook"); ' . $code . ' });
        $manager->run(fn ($worker) => tell("job $worker->pid"));
        tell("after run in " . getmypid());');
    $fleet->awaitTold('/^job/', 2);
    $fleet->signal(SIGUSR1);
    $fleet->awaitLog('/ error   worker#\d +\d+  died: PHP Fatal error: /');
    $fleet->awaitLog('/ reload: 2 of 2 renewed/');
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$code: the fleet ends with 0");
    check($fleet->told('/^after run/') === ["after run in $fleet->pid"], "$code: the script goes on in the master alone");
    check(count($fleet->told('/^stop hook$/')) === 4, "$code: the hook ran once in each worker");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
