--TEST--
programs that a hook of the master starts keep their exit status
--DESCRIPTION--
The master reaps its workers only: a zombie of the script's own waits for proc_close(), even while workers die and
are replaced around it.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
class Hooked extends Naruto\Manager
{
    private $program;

    public function defineSigHandler(int $signal = 0): void
    {
        if ($signal !== SIGUSR1) {
            parent::defineSigHandler($signal);
        } elseif (!$this->program) {
            $this->program = proc_open(["sh", "-c", "until [ -e gate-program ]; do :; done; exit 7"], [], $pipes, HOME);
            tell("pid " . proc_get_status($this->program)["pid"]);
        } else {
            tell("status " . proc_close($this->program));
        }
    }
}
(new Hooked(["startNum" => 3, "hangupLoopMicrotime" => 1000]))->run(function () {});
');
$workers = $fleet->waitWorkers(3);
$fleet->awaitLog('/started: 3 workers/');
$fleet->signal(SIGUSR1);
$program = (int) substr($fleet->awaitTold('/^pid /')[0], 4);
$fleet->open('program');
$fleet->until(fn () => $fleet->zombies() === [$program], 'the program has ended and waits to be asked');

foreach ($workers as $number => $pid) {
    posix_kill($pid, SIGKILL);
    $fleet->until(fn () => substr_count($fleet->log(), 'by SIGKILL') > $number, "the death of $pid");
}
$fleet->until(fn () => !array_intersect($workers, $fleet->workers()) && count($fleet->workers()) === 3, 'three new workers');
$fleet->until(fn () => $fleet->zombies() === [$program], 'only the program is still to be reaped');

$fleet->signal(SIGUSR1);
check($fleet->awaitTold('/^status /') === ['status 7'], 'its exit status is told');
check($fleet->zombies() === [], 'it is reaped');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
