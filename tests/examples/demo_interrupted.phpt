--TEST--
a demo that is interrupted, or cannot go on, says so and leaves nothing
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$examples = dirname(__DIR__, 2) . '/php/examples';

$demo = Fleet::start("$examples/demo.php");
$demo->until(fn () => str_contains($demo->output(), 'kill -9'), 'the second step');
$demo->signal(SIGINT);
check($demo->wait() === 130, 'Ctrl-C ends it');
check(glob("$demo->home/naruto-demo-*") === [], 'its directory is gone');
$demo->clean();

// The same demo with a fleet that does not start.
$demo = Fleet::start(
    '<?php foreach (["", "/demo"] as $folder) {
        @mkdir(__DIR__ . $folder);
        foreach (glob("$argv[1]$folder/*.php") as $file) copy($file, __DIR__ . "$folder/" . basename($file));
    }
    file_put_contents(__DIR__ . "/orders.php", "<?php echo \"out of stock\n\"; exit(3);");
    require __DIR__ . "/demo.php";',
    ['name' => 'broken', 'args' => [$examples]],
);
check($demo->wait() === 1, 'the status is 1');
echo $demo->log();
check(glob("$demo->home/naruto-demo-*") === [], 'its directory is gone');
$demo->clean();
?>
--EXPECT--

The demo has failed: the fleet has ended.
The log of the fleet ends with
out of stock
