--TEST--
a whole life uses memory as it should: start, errors of every shape, commands, hooks, reload, stop
--DESCRIPTION--
Chosen for tests/valgrind-list; it passes through every part of the extension once.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'PHP'
    <?php
    require getenv('IN_WORKER');
    class Own { public ?self $self = null; public function __destruct() {} }
    class Shop extends Naruto\Manager
    {
        public function configure(array $config = []): void { parent::configure($config + ['name' => 'shop']); }
        public function welcome(): void {}
        public function defineSigHandler(int $signal = 0): void
        {
            if ($signal === SIGHUP) {
                throw new RuntimeException('in the hook');
            }
            parent::defineSigHandler($signal);
        }
        private function job(Naruto\Worker $worker): void
        {
            static $job = 0;
            $own = new Own();
            $own->self = $own;
            $GLOBALS['inherited'] = null;
            $worker->running();
            $worker->stopping();
            var_export([$worker->jobs, $worker->name, $worker->pipePath, $worker], true);
            print_r($this, true);
            Naruto\ProcessException::debug(['msg' => ['job' => $job]]);
            if ($job++ === 0) {
                tell("job $worker->id");
                match (true) {
                    @mkdir('exception') => throw new DomainException('a job'),
                    @mkdir('fatal') => trigger_error('a job', E_USER_ERROR),
                    @mkdir('compile') => eval('class Twice { function f() {} function f() {} }'),
                    @mkdir('exit') => exit(3),
                    @mkdir('killed') => posix_kill(getmypid(), SIGKILL),
                    default => null,
                };
            }
        }
        public function open(): int { return $this->run($this->job(...)); }
    }
    foreach ([['startNum' => 0], ['colour' => 1], [5], ['callable' => 5], ['signalSupport' => ['x' => 1]]] as $bad) {
        try { new Shop($bad); } catch (Naruto\ConfigException $refused) { "$refused"; }
    }
    $inherited = new Own();
    ob_start(fn ($text) => $text);
    echo 'buffered';
    $shop = new Shop(['startNum' => 3, 'hangupLoopMicrotime' => 100000, 'logLevel' => 'debug', 'userPasswd' => 'secret']);
    $shop->onWorkerStart(fn ($worker) => tell("start $worker->id"));
    $shop->onWorkerStop(fn ($worker) => tell("stop $worker->id"));
    tell('ended ' . $shop->open());
    try { clone $shop; } catch (Error) {}
    PHP, ['ini' => ['display_errors' => '0']]);
$fleet->until(fn () => count(glob("$fleet->home/{exception,fatal,compile,exit,killed}", GLOB_BRACE)) === 5, 'every way to die');
$fleet->awaitLog('/ by SIGKILL/');
$fleet->waitWorkers(3);
$fleet->signal(SIGHUP);
$fleet->awaitLog('/ log: in defineSigHandler\(\): RuntimeException: in the hook /');
$fleet->signal(SIGTTIN);
$fleet->waitWorkers(4);
$fleet->write($fleet->pid, "rubbish\nreload\n");
$fleet->awaitLog('/ reload: \d of 4 renewed/');
$fleet->waitWorkers(4);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check($fleet->told('/^ended 0$/') !== [], 'run() comes back');
check($fleet->output() === 'buffered', 'its output is its own: ' . $fleet->output());
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
