--TEST--
stop is obeyed while another process floods the pipe: by word, by signal, by a worker's $manager->stop()
--DESCRIPTION--
Whoever fills a pipe, by mistake or on purpose, must not take the fleet out of everybody's hands.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]);
$manager->run(function ($worker) use ($manager) {
    if ($worker->id === 1 && file_exists(HOME . "/gate-stop")) {
        $manager->stop();
        tell("asked");
        hold("end");
    }
});
';
$ways = [
    'word' => fn ($fleet) => $fleet->write($fleet->pid, "\nstop\n"),
    'signal' => fn ($fleet) => $fleet->signal(SIGUSR2),
    'method' => fn ($fleet) => $fleet->open('stop'),
];
// With and without ends of lines; a whole buffer at a time, and little by little.
foreach ([str_repeat('x', 65536), "rubbish\n"] as $rubbish) {
    foreach ($ways as $way => $stop) {
        $fleet = Fleet::start($code);
        [$worker] = $fleet->waitWorkers(2);
        $fleet->awaitLog('/started: /');
        $floods = [];
        foreach ([$fleet->pid, $worker] as $pid) {
            $floods[] = Program::launch([__DIR__ . '/flood.inc', $fleet->pipe($pid), $rubbish], $fleet->home);
        }
        foreach ($floods as $flood) {
            $fleet->until(fn () => $flood->output() !== '', "the flood of $flood->pid");
        }
        $stop($fleet);
        $fleet->open('end');
        check($fleet->wait() === 0, "$way: it stops with 0");
        check(str_contains($fleet->log(), ' stop: asked by '), "$way: it was asked");
        check(!preg_match('/ (died|killed): /', $fleet->log()), "$way: nobody has died of it: {$fleet->log()}");
        foreach ($floods as $flood) {
            $flood->signal(SIGKILL);
            $flood->wait();
        }
        $fleet->clean();
    }
}
echo "Done\n";
?>
--EXPECT--
Done
