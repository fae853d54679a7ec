--TEST--
an overridden welcome(), configure() or defineSigHandler() is the one that is called
--DESCRIPTION--
Naruto\Manager may be extended; calling the parent does what would have been done.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");

class Mine extends Naruto\Manager
{
    public $number = 0;

    public function welcome(): void
    {
        echo "my workers\n";
    }

    public function configure(array $config = []): void
    {
        tell("configure " . json_encode($config));
        parent::configure($config + ["startNum" => 2, "hangupLoopMicrotime" => 1000]);
    }

    public function defineSigHandler(int $signal = 0): void
    {
        tell("signal $signal in " . getmypid() . " " . ++$this->number);
        if ($signal === SIGUSR1) {
            // What means reload is a scale here.
            $this->scale(3);
        } elseif ($signal !== SIGTERM) {
            parent::defineSigHandler($signal);
        }
    }
}

$manager = new Mine(["name" => "mine"]);
tell("start $manager->startNum");
$manager->run(function () {});
echo "over $manager->number\n";
');
$workers = $fleet->waitWorkers(2);
$fleet->awaitLog('/started: /');
check($fleet->told() === ['configure {"name":"mine"}', 'start 2'], 'configure is mine: ' . implode(', ', $fleet->told()));
check($fleet->output() === "my workers\n", 'welcome is mine, also without a terminal');
$signals = [SIGUSR1, SIGTERM, SIGHUP, SIGUSR2];
foreach ($signals as $number => $signal) {
    $fleet->signal($signal);
    $fleet->awaitTold("/^signal $signal in $fleet->pid " . $number + 1 . '$/');
    if ($signal === SIGUSR1) {
        check(array_intersect($workers, $fleet->waitWorkers(3)) === $workers, 'the signal means what I say');
    } elseif ($signal === SIGHUP) {
        $fleet->awaitLog('/ reload: 3 of 3 renewed/');
    }
}
check($fleet->wait() === 0, 'the parent still means what it says');
check(!str_contains($fleet->log(), 'asked by SIGUSR1') && !str_contains($fleet->log(), 'asked by SIGTERM'), 'mine were not obeyed twice');
check($fleet->output() === "my workers\nover 4\n", 'four signals, all in the master');
$fleet->clean();

// The constructor of 0.5 calls them, too.
$fleet = Fleet::start('<?php
class Mine extends Naruto\Manager
{
    public function welcome(): void { echo "hello\n"; }
    public function configure(array $config = []): void { parent::configure(["startNum" => 1] + $config); }
}
new Mine(["startNum" => 9], fn () => 0);
');
$fleet->waitWorkers(1);
$fleet->awaitLog('/started: 1 worker /');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
check($fleet->output() === "hello\n", 'welcome');
$fleet->clean();

// On a terminal the banner of Naruto is shown; elsewhere it is not.
$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 1]))->run(fn () => 0);');
$fleet->awaitLog('/started: /');
$fleet->signal(SIGUSR2);
$fleet->wait();
check($fleet->output() === '', 'no banner in a file');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
