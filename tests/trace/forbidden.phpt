--TEST--
where the system forbids a trace, the setting that mends it is named
--SKIPIF--
<?php
if (posix_geteuid() !== 0) {
    die('skip only root can become another user');
}
?>
--FILE--
<?php
require __DIR__ . '/traced.inc';

const SCRIPT = <<<'CODE'
    <?php
    require getenv('IN_WORKER');
    $child = pcntl_fork();
    if (!$child) {
        doze();
    }
    if (getenv('BECOME')) {
        posix_setgid(65534);
        posix_setuid(65534);
    }
    try {
        Naruto\Testing\trace((int) (getenv('PID') ?: $child));
        echo "traced\n";
    } catch (Naruto\ProcessException $refused) {
        echo $refused->getMessage(), "\n";
    }
    CODE;

/** What the script says; its child is left over, and may only be ended by this test. */
function said(array $env, array $under = []): string
{
    $fleet = Fleet::start(SCRIPT, ['env' => ['NARUTO_FAULT' => 'trace'] + $env, 'under' => $under]);
    check($fleet->wait() === 0, 'the script ends: ' . $fleet->log());
    array_map(fn (int $pid) => posix_kill($pid, SIGKILL), array_keys($fleet->processes()));
    $fleet->until(fn () => !array_filter(array_keys($fleet->processes()), lives(...)), 'its child to be gone');
    $said = $fleet->output();
    $fleet->clean();
    return $said;
}

$give = "the capability CAP_SYS_PTRACE (docker run --cap-add SYS_PTRACE; systemd: AmbientCapabilities=CAP_SYS_PTRACE)\n";

check(said([]) === "traced\n", 'root traces its child');
$said = said(['BECOME' => 'nobody']);
check($said === "it runs as another user (uid 0), so it takes that user, root or $give", "another user's is refused: $said");

// This test itself has the rights that the script has not.
$without = ['setpriv', '--inh-caps=-sys_ptrace', '--bounding-set=-sys_ptrace'];
check(said([], $without) === "traced\n", 'a child with the same rights is traced without the capability');
$said = said(['PID' => (string) getmypid()], $without);
$more = "it has or had more rights than this process, or a filter of system calls is in force: it takes $give";
check($said === $more, "one with more rights is refused: $said");
echo "Done\n";
?>
--EXPECT--
Done
