--TEST--
a reload after a change freezes the new data for the new workers; who is killed later comes back with it
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$prices = (getenv('TMPDIR') ?: sys_get_temp_dir()) . '/prices-' . bin2hex(random_bytes(4)) . '.inc';
file_put_contents($prices, '<?php return ["tea" => [3, 5]];');
register_shutdown_function('unlink', $prices);
$fleet = Fleet::start(<<<'CODE'
    <?php
    require getenv('IN_WORKER');
    $prices = Naruto\freeze(require getenv('PRICES'));
    $manager = new Naruto\Manager(['startNum' => 2]);
    $manager->onWorkerStart(function (Naruto\Worker $worker) use ($prices) {
        $prices['tea'][] = 0;
        tell(json_encode($prices));
    });
    $manager->run(function () {});
    CODE, ['env' => ['PRICES' => $prices]]);
$fleet->awaitTold('/^{"tea":\[3,5,0\]}$/', 2);
file_put_contents($prices, '<?php return ["tea" => [4, 50]];');
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/reload: 2 of 2 renewed/');
check(count($fleet->told('/^{"tea":\[4,50,0\]}$/')) === 2, 'both have the new price');
posix_kill($fleet->waitNames(2)['worker#1'], SIGKILL);
$fleet->awaitTold('/^{"tea":\[4,50,0\]}$/', 3);
check(count($fleet->told()) === 5, 'nobody has come with the old one');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
