--TEST--
a program is told to leave by stopSignal if there is one, and who does not listen is killed after its grace
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
if (($argv[1] ?? "") === "program") {
    pcntl_async_signals(true);
    pcntl_signal(SIGTERM, fn () => tell("SIGTERM in $argv[2]"));
    pcntl_signal(SIGINT, function () use ($argv) {
        tell("SIGINT in $argv[2]");
        if ($argv[2] === "listens") {
            exit(130);
        }
    });
    tell("ready");
    while (true) {
        sleep(1000);
    }
}
$manager = new Naruto\Manager(["stopSignal" => SIGINT, "stopGrace" => 0.3]);
$manager->onWorkerExit(fn ($exit) => tell("$exit->group: $exit->cause " . json_encode([$exit->failed, $exit->status, $exit->signal])));
$become = fn (string $how) => fn ($worker) => $worker->exec([PHP_BINARY, "-n", $_SERVER["argv"][0], "program", $how]);
$manager->group("listens", ["startNum" => 1], $become("listens"));
$manager->group("deaf", ["startNum" => 1], $become("deaf"));
$manager->run();
');
$fleet->awaitTold('/^ready/', 2);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$told = $fleet->told('/SIG|stop/');
sort($told);
echo implode("\n", $told), "\n";
$fleet->clean();
?>
--EXPECT--
SIGINT in deaf
SIGINT in listens
deaf: stop [false,null,"SIGKILL"]
listens: stop [false,130,null]
