--TEST--
run() inside a Fiber, inside a worker, or beside a running fleet is a clear exception
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'PHP'
    <?php
    require getenv('IN_WORKER');
    function tried(string $what, callable $do): void
    {
        try {
            $do();
            tell("$what: no exception");
        } catch (Throwable $thrown) {
            tell("$what: " . get_class($thrown) . ": {$thrown->getMessage()}");
        }
    }
    class Hooked extends Naruto\Manager
    {
        public function defineSigHandler(int $signal = 0): void
        {
            // The master, in the middle of its run.
            tried('again', fn () => $this->run(fn () => tell('never')));
            tried('loop', fn () => $this->hangup());
            tried('configure', fn () => $this->configure(['startNum' => 2]));
            tried('another', fn () => (new Naruto\Manager(['name' => 'other', 'logLevel' => 'error']))->run(fn () => tell('never')));
            tell('hook done');
            parent::defineSigHandler($signal);
        }
    }
    $manager = new Hooked(['startNum' => 1]);
    (new Fiber(fn () => tried('fiber', fn () => $manager->run(fn () => tell('never')))))->start();
    tried('commands', fn () => $manager->reload());
    tried('commands', fn () => $manager->stop());
    tried('commands', fn () => $manager->terminate());
    tried('commands', fn () => $manager->scale(2));
    $status = $manager->run(function () use ($manager) {
        static $job = 0;
        if ($job++ === 0) {
            tried('nested', fn () => $manager->run(fn () => tell('never')));
            tried('nested fork', fn () => $manager->fork());
            tried('nested hangup', fn () => $manager->hangup());
            tried('nested other', fn () => (new Naruto\Manager(['name' => 'other', 'logLevel' => 'error']))->run(fn () => tell('never')));
            tried('nested at once', fn () => new Naruto\Manager(['name' => 'other', 'logLevel' => 'error'], fn () => tell('never')));
            tell('first job done');
        }
    });
    tell("ended with $status");
    tried('second', fn () => $manager->run(fn () => tell('never')));
    // Another manager may run one fleet after the other.
    $next = new Naruto\Manager(['startNum' => 1]);
    $status = $next->run(function () use ($next) { $next->terminate(); });
    tell("again ended with $status");
    PHP);
$fleet->awaitTold('/^first job done$/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the script ends with 0');
$error = 'Naruto\ProcessException: ';
$inside = "{$error}a fleet cannot be started inside a worker";
$none = "{$error}no fleet is running";
$wanted = [
    "fiber: {$error}a fleet cannot be started inside a Fiber: its master must not be suspended",
    "commands: $none", "commands: $none", "commands: $none", "commands: $none",
    "nested: $inside", "nested fork: $inside", "nested hangup: $inside", "nested other: $inside", "nested at once: $inside",
    'first job done',
    "again: {$error}the fleet of this manager is running already",
    "loop: {$error}the master's loop is running already",
    "configure: {$error}the fleet is running; its settings cannot be changed",
    "another: {$error}another manager of this process runs its fleet; there can be one at a time",
    'hook done',
    'ended with 0',
    "second: {$error}the fleet of this manager has ended; a new one needs a new manager",
    'again ended with 0',
];
$told = $fleet->told();
check($told === $wanted, "told:\n" . implode("\n", array_diff($told, $wanted)) . "\ninstead of:\n" . implode("\n", array_diff($wanted, $told)));
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
