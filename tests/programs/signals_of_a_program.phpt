--TEST--
a program gets signals as from a shell: none blocked, none ignored but the keys of the terminal, which are the master's
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1]))->run(function ($worker) {
    pcntl_signal(SIGUSR1, SIG_IGN);
    pcntl_sigprocmask(SIG_BLOCK, [SIGUSR2]);
    // Once in vain, as late as can be: nothing of that stays.
    file_put_contents(HOME . "/broken", "#!/no/such/interpreter\n");
    chmod(HOME . "/broken", 0700);
    try {
        $worker->exec([HOME . "/broken"]);
    } catch (Naruto\ProcessException $exception) {
        tell(str_replace(HOME, "", $exception->getMessage()));
        tell("before " . json_encode([pcntl_signal_get_handler(SIGUSR1), pcntl_sigprocmask(SIG_BLOCK, [], $blocked), $blocked]));
    }
    $worker->exec(["sh", "-c", "grep -E \"^Sig(Blk|Ign)\" /proc/self/status; exec sleep 1000"]);
});
');
$fleet->until(function () use ($fleet, &$masks) {
    return preg_match_all('/^Sig(Blk|Ign):\s+(\w+)$/m', $fleet->output(), $masks) === 2;
}, 'the program to print its masks');
// But for 32 and 33, which the C library has for itself and lets nobody touch: they are as whoever started the test had them.
echo implode("\n", $fleet->told()), "\n", implode(', ', array_map(fn ($mask) => hexdec($mask) & ~(3 << 31), $masks[2])), "\n";
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
?>
--EXPECT--
exec /broken: No such file or directory (ENOENT)
before [1,true,[12]]
0, 7
