--TEST--
a worker has its script's descriptors, /dev/null as stdin, and the lock, its pipe, the lifeline and the ready bell; nothing more
--DESCRIPTION--
Documented: 0 /dev/null, 1, 2, the lock, its own pipe, the read end of the lifeline, the write end of the ready bell, the log file if there is one, stderr once more if it is a pipe. Whatever else would keep a pipe of another worker or of the master open.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach (['stderr' => '', 'log file' => '', 'own stderr' => '2<>"$TMPDIR/log.pipe"'] as $log => $redirection) {
    $settings = $log === 'log file' ? ['logFile' => 'fleet.log'] : [];
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        function descriptors(): string {
            $all = [];
            $own = "/proc/" . getmypid(); foreach (scandir("$own/fd") as $number) {
                // The directory that is being read is gone by now.
                if (is_link("$own/fd/$number")) {
                    preg_match("/^flags:\s*(\d+)/m", file_get_contents("$own/fdinfo/$number"), $flags);
                    $all[$number] = [readlink("$own/fd/$number"), octdec($flags[1])];
                }
            }
            return json_encode([getmypid(), $all], JSON_UNESCAPED_SLASHES);
        }
        tell("script " . descriptors());
        (new Naruto\Manager(["startNum" => 3] + ' . var_export($settings, true) . '))->run(function ($worker) {
            static $job = 0;
            if ($job++ === 0) {
                tell("worker " . descriptors());
                if (@mkdir("once")) { exit(1); }
            }
        });', ['under' => ['sh', '-c', "mkfifo \"\$TMPDIR/log.pipe\" && exec \"\$@\" $redirection", 'sh']]);
    // The fourth is the successor of the one that has ended: forked in the middle of the fleet's life.
    $told = $fleet->awaitTold('/^worker/', 4);
    [, $inherited] = json_decode(substr($fleet->told('/^script/')[0], 7), true);
    foreach ($told as $line) {
        [$pid, $found] = json_decode(substr($line, 7), true);
        check($found[0][0] === '/dev/null', "descriptor 0 of $pid is /dev/null, not {$found[0][0]}");
        $kinds = [];
        foreach (array_diff_key($found, $inherited) as $number => [$path, $flags]) {
            check($number > 2 && $flags & 02000000, "$number of $pid is closed when it starts a program: $path");
            $kinds[] = match (true) {
                str_ends_with($path, '/lock') => 'lock',
                str_ends_with($path, "/naruto.pipe$pid") => 'own pipe',
                str_starts_with($path, 'pipe:') && !($flags & 3) => 'lifeline',
                str_starts_with($path, 'pipe:') && ($flags & 3) === 1 => 'ready bell',
                $path === "$fleet->home/fleet.log" => 'log file',
                $path === "$fleet->home/log.pipe" && $flags & 04000 => 'own stderr',
                default => "unknown $path",
            };
        }
        sort($kinds);
        $wanted = ['lifeline', 'lock', 'own pipe', 'ready bell', ...($log === 'stderr' ? [] : [$log])];
        sort($wanted);
        check($kinds === $wanted, "worker $pid has: " . implode(', ', $kinds));
        foreach (array_intersect_key($inherited, $found) as $number => [$path]) {
            check($number === 0 || $found[$number][0] === $path, "$number of $pid is that of the script");
        }
    }
    $fleet->waitWorkers(3);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
