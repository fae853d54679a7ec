--TEST--
a panic in a worker ends that worker alone, and no script can catch it there
--DESCRIPTION--
An exception would unwind the script's frames in the child, where a catch around run() would go on as a second master.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'CODE'
    <?php
    $manager = new Naruto\Manager(['startNum' => 2]);
    try {
        $manager->run(function () {});
    } catch (Throwable $error) {
        echo "caught in ", getmypid(), "\n";
    }
    CODE, ['env' => ['NARUTO_FAULT' => 'worker']]);
$fleet->awaitLog('/worker#\d +\d+  died: by a fault inside Naruto/');
$fleet->awaitLog('/waiting: worker#\d comes back in/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the master is well and stops');
check($fleet->output() === '', 'nobody has caught anything');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
