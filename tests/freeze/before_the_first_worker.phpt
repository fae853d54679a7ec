--TEST--
once a worker has been forked nothing more can be frozen, in the master, in workers and afterwards
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'CODE'
    <?php
    require getenv('IN_WORKER');
    function refusal(): string
    {
        try {
            return 'frozen ' . count(Naruto\freeze(['late']));
        } catch (Naruto\ProcessException $refused) {
            return $refused->getMessage();
        }
    }
    $routes = Naruto\freeze(['/' => ['controller' => 'Home', 'methods' => ['GET', 'HEAD']]]);
    if (!pcntl_fork()) {
        tell('a child of the script: ' . refusal());
        exit;
    }
    pcntl_wait($status);
    $manager = new Naruto\Manager(['startNum' => 1]);
    tell('before: ' . refusal());
    $manager->onWorkerExit(fn () => tell('master: ' . refusal()));
    $manager->run(function () use ($routes) {
        $routes['/']['methods'][] = 'worker';
        tell('worker: ' . refusal());
        tell('has ' . json_encode($routes, JSON_UNESCAPED_SLASHES));
        hold('end');
    });
    tell('afterwards: ' . refusal());
    CODE);
$fleet->awaitTold('/^has /', 1);
posix_kill($fleet->waitWorkers(1)[0], SIGKILL);
$fleet->awaitTold('/^master: /', 1);
$fleet->awaitTold('/^has /', 2);
$fleet->signal(SIGUSR2);
$fleet->open('end');
check($fleet->wait() === 0, 'the fleet ends with 0');
$told = array_unique($fleet->told('/./'));
sort($told);
echo implode("\n", $told), "\n";
$fleet->clean();
?>
--EXPECT--
a child of the script: frozen 1
afterwards: freeze() comes before the first worker, and one has been forked already; nothing was frozen
before: frozen 1
has {"/":{"controller":"Home","methods":["GET","HEAD","worker"]}}
master: freeze() comes before the first worker, and one has been forked already; nothing was frozen
worker: freeze() comes before the first worker, and one has been forked already; nothing was frozen
