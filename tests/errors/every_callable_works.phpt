--TEST--
any callable is a job, also a private method given from inside its class
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start(<<<'PHP'
    <?php
    require getenv('IN_WORKER');
    function named(Naruto\Worker $worker): void { done('named', $worker); }
    class Job
    {
        public function method(Naruto\Worker $worker): void { done('method', $worker); }
        public static function quiet(Naruto\Worker $worker): void { done('static', $worker); }
        public function __invoke($worker): void { done('invokable', $worker); }
        public function __call($name, $arguments) { done("magic $name", $arguments[0]); }
        private function hidden($worker): void { done('private', $worker); }
        public function inside(Naruto\Manager $manager): int { return $manager->run([$this, 'hidden']); }
    }
    // One call is enough: the fleet is told to stop, and run() comes back.
    function done(string $kind, Naruto\Worker $worker): void
    {
        tell("$kind in " . ($worker->pid === getmypid() ? 'a worker' : 'no worker'));
        $GLOBALS['manager']->stop();
        while (!$worker->stopping()) {
            nap(0.001);
        }
    }
    $job = new Job();
    $kinds = [
        fn (Naruto\Worker $worker) => done('arrow', $worker), static function (Naruto\Process $worker) { done('closure', $worker); },
        'named', [$job, 'method'], [Job::class, 'quiet'], 'Job::quiet', $job, named(...), $job->method(...), Job::quiet(...),
        [$job, 'unknown'], function () { done('no parameter', func_get_args()[0]); },
    ];
    foreach ($kinds as $callable) {
        $manager = new Naruto\Manager(['startNum' => 1]);
        tell('run gives ' . $manager->run($callable));
    }
    $manager = new Naruto\Manager(['startNum' => 1]);
    tell('run gives ' . $job->inside($manager));
    // The setting, and the way of 0.5.
    $manager = new Naruto\Manager(['startNum' => 1, 'callable' => 'named']);
    tell('run gives ' . $manager->run());
    PHP);
check($fleet->wait(20) === 0, 'the script ends with 0');
$kinds = ['arrow', 'closure', 'named', 'method', 'static', 'static', 'invokable', 'named', 'method', 'static', 'magic unknown', 'no parameter', 'private', 'named'];
$wanted = [];
foreach ($kinds as $kind) {
    array_push($wanted, "$kind in a worker", 'run gives 0');
}
$told = $fleet->told();
check($told === $wanted, 'told: ' . implode(' · ', $told));
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
