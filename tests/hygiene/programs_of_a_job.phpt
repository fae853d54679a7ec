--TEST--
a program that a job starts has the usual signals and none of the worker's descriptors
--DESCRIPTION--
A blocked or ignored signal would leak into it: it could not be stopped. An inherited lock or pipe would outlive the fleet.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    function started(string $who): void
    {
        $keep = fn ($text) => preg_replace("/^(?!Sig(Blk|Ign)).*\n/m", "", $text);
        $pipes = [];
        $process = proc_open(["sh", "-c", "cat /proc/self/status; echo; exec ls -l /proc/self/fd"], [1 => ["pipe", "w"], 2 => ["file", "/dev/null", "w"]], $pipes);
        $text = stream_get_contents($pipes[1]);
        $status = proc_close($process);
        [$signals, $files] = explode("\n\n", $text);
        preg_match_all("/^\S+ .* (\d+) -> (.*)$/m", $files, $found, PREG_SET_ORDER);
        $open = array_values(array_filter(array_map(fn ($file) => $file[2], $found), fn ($path) => preg_match("~/lock$|/naruto\.pipe|memfd~", $path)));
        tell("$who " . json_encode([preg_replace("/\s+/", " ", $keep("$signals\n")), count($found), $open, $status, trim(shell_exec("echo shell"))], JSON_UNESCAPED_SLASHES));
    }
    started("script");
    class Hooked extends Naruto\Manager { public function defineSigHandler(int $signal = 0): void { if ($signal === SIGHUP) { started("hook"); return; } parent::defineSigHandler($signal); } }
    (new Hooked(["startNum" => 1]))->run(function ($worker) { static $job = 0; if ($job++ === 0) { started("worker"); } });
    started("after");');
$fleet->awaitTold('/^worker/');
$fleet->signal(SIGHUP);
$fleet->awaitTold('/^hook/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$plain = json_decode(substr($fleet->told('/^script/')[0], 7), true);
check(preg_match('/^SigBlk: 0+ SigIgn: /', $plain[0]) === 1 && $plain[3] === 0 && $plain[4] === 'shell', 'a program of the script has its signals: ' . $plain[0]);
foreach (['hook' => 5, 'after' => 6, 'worker' => 7] as $who => $skip) {
    $found = json_decode(substr($fleet->told("/^$who/")[0], $skip), true);
    check(str_starts_with($found[0], 'SigBlk: 0000000000000000 '), "$who: nothing is blocked: $found[0]");
    // In a worker INT, QUIT and HUP are ignored: they reach the whole terminal, and so they do its programs.
    $terminal = $who === 'worker' ? sprintf('%016x', hexdec(substr($plain[0], -17)) | 1 << SIGINT - 1 | 1 << SIGQUIT - 1 | 1 << SIGHUP - 1) : trim(substr($plain[0], -17));
    check(trim(substr($found[0], -17)) === $terminal, "$who: ignored is only what was before: $found[0], not $terminal");
    check($found[1] === $plain[1] && $found[2] === [], "$who: no descriptor more than before: " . json_encode($found));
    check($found[3] === 0 && $found[4] === 'shell', "$who: the status of the program is its own");
}
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
