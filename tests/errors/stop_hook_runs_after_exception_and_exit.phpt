--TEST--
onWorkerStop() runs once as the worker leaves, also after exit and an exception, not after a fatal error
--FILE--
<?php
require __DIR__ . '/dies.inc';

foreach (['exit(3)' => 1, 'exit(0)' => 1, 'throw new Exception("x")' => 1, 'trigger_error("x", E_USER_ERROR)' => 0] as $code => $hooks) {
    $fleet = Fleet::start("<?php
        require getenv('IN_WORKER');
        \$manager = new Naruto\\Manager(['startNum' => 1]);
        \$manager->onWorkerStop(fn (\$worker) => tell(\"hook \$worker->pid\"));
        \$manager->run(function (\$worker) { tell(\"job \$worker->pid\"); if (mkdir('once')) { $code; } });", ['ini' => ['display_errors' => '0']]);
    $told = $fleet->awaitTold('/^job/', 2);
    $first = substr($told[0], 4);
    check(count($fleet->told("/^hook $first$/")) === $hooks, "after $code the hook runs $hooks times");
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    check(count($fleet->told('/^hook/')) === $hooks + 1, 'and once in the worker that was stopped');
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
