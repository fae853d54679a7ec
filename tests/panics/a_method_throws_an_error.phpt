--TEST--
a panic in a method is an Error that PHP code can catch
--DESCRIPTION--
The fault is in the code around every method, so it stands for a panic anywhere in one.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'CODE'
    <?php
    try {
        new Naruto\Manager();
    } catch (Error $error) {
        echo get_class($error), ': ', $error->getMessage(), "\n";
    }
    exit(3);
    CODE, ['env' => ['NARUTO_FAULT' => 'method']]);
check($fleet->wait() === 3, 'the script goes on to its own end');
check($fleet->output() === "Error: Rust panic: a fault on purpose: method\n", 'the Error says what happened');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
