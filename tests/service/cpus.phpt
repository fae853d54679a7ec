--TEST--
startNum 'auto' is the number of CPUs that this process may use: of its affinity, and of its control group
--SKIPIF--
<?php
exec('taskset -c 0 true 2>&1', $said, $status);
$status === 0 || die('skip there is no taskset');
?>
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = '<?php
    (new Naruto\Manager(["startNum" => "auto"]))->run(function ($worker) { posix_kill($worker->jobs > 1 ? posix_getppid() : getmypid(), $worker->jobs > 1 ? SIGUSR2 : 0); });';
$count = function (array $under) use ($script): int {
    $fleet = Fleet::start($script, ['under' => $under]);
    [, $workers] = $fleet->awaitLog('/started: (\d+) workers? /');
    check($fleet->wait() === 0, 'it ends with 0');
    $fleet->clean();
    return (int) $workers;
};
$all = (int) shell_exec('nproc');
check($count([]) === $all, "all are $all");
check($count(['taskset', '-c', '0']) === 1, 'an affinity of one is one');

// A control group, of whichever version this machine has; more is shown where there are more CPUs.
foreach (file('/proc/self/mountinfo') as $line) {
    preg_match('~^(?:\S+ ){4}(\S+) .* - (cgroup2?) \S+ (\S+)$~', $line, $found);
    [, $mount, $type, $options] = $found + ['', '', '', ''];
    $has = $type === 'cgroup' && in_array('cpu', explode(',', $options), true)
        || $type === 'cgroup2' && str_contains((string) @file_get_contents("$mount/cgroup.controllers"), 'cpu ');
    if (!$has) {
        continue;
    }
    $group = "$mount/naruto-cpus-" . bin2hex(random_bytes(4));
    if (!@mkdir($group)) {
        continue;
    }
    register_shutdown_function(fn () => register_shutdown_function(fn () => @rmdir($group)));
    $limit = fn (float $cpus) => $type === 'cgroup'
        ? @file_put_contents("$group/cpu.cfs_quota_us", (string) (int) ($cpus * 100000))
        : @file_put_contents("$group/cpu.max", (int) ($cpus * 100000) . ' 100000');
    $under = ['sh', '-c', 'echo $$ >"$0" && exec "$@"', "$group/cgroup.procs"];
    if ($limit(1.0) && (trim((string) shell_exec(implode(' ', array_map(escapeshellarg(...), [...$under, 'echo', 'in'])))) === 'in')) {
        check($count($under) === 1, "a quota of one CPU is one ($type)");
        // What is left of a CPU is none, but there is always one.
        $limit(0.5);
        check($count($under) === 1, "a quota of half a CPU is one ($type)");
        $limit($all + 1);
        check($count($under) === $all, "a quota of more than there are is all ($type)");
    }
}
echo "done\n";
?>
--EXPECT--
done
