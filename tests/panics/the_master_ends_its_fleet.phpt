--TEST--
a panic in the master's loop ends the fleet and is an Error in the script
--DESCRIPTION--
The script may catch it and go on, so no worker, no pipe and no handler of ours may be left by then.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'CODE'
    <?php
    $manager = new Naruto\Manager(['startNum' => 3]);
    try {
        $manager->run(function () {});
    } catch (Error $error) {
        echo $error->getMessage(), "\n", count($manager->workers), " workers\n";
        echo is_dir($manager->pipeDir) ? "a directory is left\n" : '';
    }
    CODE, ['env' => ['NARUTO_FAULT' => 'master']]);
check($fleet->wait() === 0, 'the script has caught it');
check($fleet->output() === "Rust panic: a fault on purpose: master\n0 workers\n", 'and nothing is left');
$fleet->awaitLog('/ended: 3 workers/');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
