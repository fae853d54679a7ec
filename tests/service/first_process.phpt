--TEST--
as the first process of a container the master reaps orphans, leaves the script's own programs to it, and stops in time
--SKIPIF--
<?php
exec('unshare -p -f --mount-proc true 2>&1', $said, $status);
$status === 0 || die('skip this user may not have a pid namespace');
?>
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// The shell leaves a program behind before php takes its place, and it is older than any code of the script.
$under = ['unshare', '-p', '-f', '--kill-child', '--mount-proc', 'sh', '-c', 'sleep 0.2 & exec "$@"', 'sh'];
$script = '<?php
    require getenv("IN_WORKER");
    tell("pid " . getmypid());
    function program(string $code) { return proc_open(["sh", "-c", $code], [["file", "/dev/null", "r"]], $pipes); }
    $early = program("exit 7");
    $manager = new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 1000]);
    $manager->onWorkerExit(function () use (&$early, &$late) {
        if ($early) { tell("early " . proc_close($early)); $early = null; $late = program("exit 8"); nap(0.2); return; }
        if ($late) { tell("late " . proc_close($late)); $late = null; }
    });
    $manager->run(function ($worker) {
        static $jobs = 0;
        if (file_exists(HOME . "/gate-quiet")) { return; }
        if ($jobs++ < 20) {
            // Whoever starts it does not wait for it.
            shell_exec("(sleep 0.05 >/dev/null 2>&1 &) >/dev/null 2>&1");
            tell("orphan");
        }
        if ($worker->jobs === 100) { exit(0); }
    });
    tell("after");';
foreach ([SIGTERM => 'SIGTERM', SIGQUIT => 'SIGQUIT', SIGINT => 'SIGINT'] as $signal => $name) {
    $fleet = Fleet::start($script, ['under' => $under]);
    $master = $fleet->until(fn () => array_keys(children_of($fleet->pid)), 'the first process')[0];
    check($fleet->awaitTold('/^pid /') === ['pid 1'], 'it is the first');
    $fleet->awaitLog('/started: 3 workers/');
    $fleet->awaitTold('/^orphan$/', 60);
    check($fleet->awaitTold('/^early/') === ['early 7'], 'a program from before the fleet keeps its status');
    check($fleet->awaitTold('/^late/') === ['late 8'], 'one that a hook has started, too');
    $fleet->open('quiet');
    $zombies = fn () => array_keys(children_of($master), 'Z');
    $fleet->until(fn () => !array_filter(children_of($master), fn ($state, $pid) => !str_contains(command_line($pid), 'naruto: worker worker#'), ARRAY_FILTER_USE_BOTH), 'no child to be there but the workers');
    check($zombies() === [], 'there is no zombie');
    $begin = hrtime(true);
    posix_kill($master, $signal);
    check($fleet->wait() === 0, "$name stops it with 0");
    $took = (hrtime(true) - $begin) / 1e9;
    check($took < 2, "$name stops it in time: $took s");
    check($fleet->told('/^after$/') === ['after'], 'as if it were any process');
    check(preg_match("/ (stop|terminate): asked by $name/", $fleet->log()) === 1, "it is told: {$fleet->log()}");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
