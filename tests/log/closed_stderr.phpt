--TEST--
a closed, full or broken stderr harms no fleet
--DESCRIPTION--
Closed, its number would go to the next file that is opened: a pipe or the lock.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach (['2>&-' => 'closed', '2>/dev/full' => 'full', '<&- >&- 2>&-' => 'all three closed', '2>&1 | head -c 1 >/dev/null' => 'broken'] as $redirection => $what) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $status = (new Naruto\Manager(["startNum" => 2, "logLevel" => "debug", "hangupLoopMicrotime" => 5000]))->run(function ($worker) {
            static $job = 0;
            Naruto\ProcessException::info(["msg" => ["line"]]);
            if ($job++ === 0) {
                foreach ([getmypid(), posix_getppid()] as $pid) {
                    foreach ([0, 1, 2] as $number) {
                        $link = (string) @readlink("/proc/$pid/fd/$number");
                        // Whatever is there, it is none of ours: the log would be written into it.
                        if (preg_match("~/run/|pipe:|memfd~", $link) && getenv("CLOSED")) {
                            tell("$number of " . ($pid === getmypid() ? "a worker" : "the master") . " is $link");
                        }
                    }
                }
                tell("job $worker->pid");
            }
        });
        tell("status $status");', ['under' => ['sh', '-c', str_contains($redirection, '|') ? "{ \"\$@\"; } $redirection" : "exec \"\$@\" $redirection", 'sh'], 'env' => str_contains($what, 'closed') ? ['CLOSED' => '1'] : []]);
    if ($what === 'broken') {
        $master = fn () => array_values(array_filter(array_keys($fleet->processes()), fn ($pid) => str_contains(command_line($pid), ' master')));
        $fleet->pid = $fleet->until($master, 'the master')[0];
    }
    $fleet->awaitTold('/^job/', 2);
    $first = $fleet->waitWorkers(2);
    $fleet->signal(SIGUSR1);
    $fleet->until(fn () => count(array_diff($fleet->workers(), $first)) === 2, "the reload with stderr $what");
    $fleet->awaitTold('/^job/', 4);
    $fleet->signal(SIGUSR2);
    $fleet->wait();
    check($fleet->told('/^status 0$/') !== [], "with stderr $what the fleet ends with 0");
    check($fleet->told('/ is /') === [], "with stderr $what: " . implode(', ', $fleet->told('/ is /')));
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
