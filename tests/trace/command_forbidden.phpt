--TEST--
where the system forbids a trace, `trace` names the setting that mends it and shows the note
--SKIPIF--
<?php
if (posix_geteuid() !== 0) {
    die('skip only root can become another user');
}
?>
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/asked.inc';

// A master of root's, but without the capability, as in most containers. A process that has changed its user or its group
// may not be read any more, even if it has changed back (prctl(2), PR_SET_DUMPABLE).
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 3, "slowTimeout" => 0.1, "terminateGrace" => 0]);
$manager->onWorkerStart(function (Naruto\Worker $worker) {
    if ($worker->id === 1) {
        posix_setgid(65534);
        posix_setuid(65534);
    } elseif ($worker->id === 2) {
        posix_setegid(65534);
        posix_setegid(0);
    }
});
$manager->run(function (Naruto\Worker $worker) {
    $worker->note("order $worker->id");
    doze();
});
', ['under' => ['setpriv', '--inh-caps=-sys_ptrace', '--bounding-set=-sys_ptrace']]);
$fleet->awaitLog('/ started: /');
$give = 'the capability CAP_SYS_PTRACE (docker run --cap-add SYS_PTRACE; systemd: AmbientCapabilities=CAP_SYS_PTRACE)';
$other = "it runs as another user (uid 65534), so it takes that user, root or $give";
$more = "it has or had more rights than this process, or a filter of system calls is in force: it takes $give";
$fleet->until(fn () => preg_match_all('/ slow: worker/', $fleet->log()) === 3, 'all three are slow');
$fleet->until(function () use ($fleet, &$status, &$heads, &$calls) {
    [$status, $heads, $calls] = said($fleet);
    return preg_grep('/: sleep\(\)$/', $calls[2]);
}, 'the third one to sleep, and to be traced');
check($status === 1, 'it is a failure');
foreach ($heads as $number => $head) {
    $id = $number + 1;
    check(preg_match("/^worker#$id \(pid \d+\) busy for [\d.]+ m?s, order $id$/", $head) === 1, "the note is shown: $head");
}
check($calls[0] === ["no trace: $other"], "another user's is refused: " . json_encode($calls[0]));
check($calls[1] === ["no trace: $more"], 'one that is protected is refused: ' . json_encode($calls[1]));
check(str_contains($fleet->log(), " is still in \"order 1\" after ") && str_contains($fleet->log(), "⏎no trace: $other\n"), $fleet->log());
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
