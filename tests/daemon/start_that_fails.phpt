--TEST--
start -d comes back with the error and its exit status when there is no fleet, or not all of it
--FILE--
<?php
require __DIR__ . '/daemon.inc';

$script = fn (string $settings, string $more = '') => '<?php
    require getenv("IN_WORKER");
    class Own extends Naruto\Manager { public function welcome(): void { ' . $more . ' } }
    $manager = new Own(["startNum" => 2, "logFile" => "fleet.log"] + ' . $settings . ');
    $manager->onWorkerStart(function ($worker) { if ($worker->id === 2 && !file_exists("mended")) { exit(1); } });
    $manager->run(fn () => null);';
$log = fn (Fleet $fleet) => (string) @file_get_contents("$fleet->home/fleet.log");
$cases = [
    // settings, code, status, what is said, what is logged
    ['["user" => "no-such-user"]', '', 2, 'user: there is no user "no-such-user" on this system; nothing has been started', ''],
    ['["pidFile" => "/nowhere/pid"]', '', 1, 'write /nowhere/pid: No such file or directory (ENOENT)', ''],
    ['["pipeDir" => "/proc/x"]', '', 1, 'mkdir /proc/x: No such file or directory (ENOENT)', ''],
    ['[]', 'throw new RuntimeException("not today");', 1, 'an exception in PHP code ends the start, see the log', 'Uncaught RuntimeException: not today'],
    ['[]', 'no_such_function();', 1, 'an exception in PHP code ends the start, see the log', 'Call to undefined function no_such_function()'],
    ['[]', 'posix_kill(getmypid(), SIGKILL);', 1, 'worker has ended before it was ready (log: fleet.log)', ''],
];
foreach ($cases as [$settings, $code, $status, $said, $logged]) {
    $fleet = start_daemon($script($settings, $code), [], $status);
    check(rtrim($fleet->log()) === "start: $said", "$settings $code: it is told: {$fleet->log()}");
    check($fleet->output() === '', "$settings $code: on standard error");
    check(str_contains($log($fleet), $logged), "$settings $code: the log says: {$log($fleet)}");
    $fleet->until(fn () => !$fleet->processes(), 'no process to be there');
    // A killed one leaves its lock for the next start.
    if (str_contains($code, 'SIGKILL')) {
        check($fleet->pipes() === [], 'it had not begun');
    }
    $fleet->clean();
}

// Some are ready and some are not: it runs, and the status says that something is wrong.
$fleet = start_daemon($script('[]'), [], 1);
check(preg_match('/^start: worker runs as pid \d+, but 1 of 2 workers are ready; the others have failed to start and are tried again$/', rtrim($fleet->log())) === 1, "it is told: {$fleet->log()}");
file_put_contents("$fleet->home/mended", '');
$fleet->waitNames(2);
check($fleet->command('stop')[0] === 0, 'it can be stopped');
await_end($fleet);
$fleet->clean();

// Who gives up says so with its status.
$fleet = start_daemon(strtr($script('["giveUpTimeout" => 0.3]'), ['$worker->id === 2 &&' => '']), [], 1);
$fleet->until(fn () => str_contains($log($fleet), ' ended: '), 'its end', 20);
await_end($fleet);
check(str_contains($log($fleet), 'worker gives up'), "it has given up: {$log($fleet)}");
$fleet->clean();

// Without a file for the log: standard error, if that is one.
$code = '<?php (new Naruto\Manager(["startNum" => 1]))->run(fn () => null);';
$fleet = start_daemon($code);
check(str_contains($fleet->log(), ' started: 1 worker '), "the log is on standard error: {$fleet->log()}");
check($fleet->command('stop')[0] === 0, 'it can be stopped');
await_end($fleet);
check(str_contains($fleet->log(), ' ended: '), 'all of the log is');
$fleet->clean();

$fleet = start_daemon($code, ['under' => ['sh', '-c', '"$@" 2>&1 >/dev/null | cat >said; exit ${PIPESTATUS:-0}', 'sh']]);
$said = file_get_contents("$fleet->home/said");
check(str_starts_with($said, 'start: logFile: in the background there is no terminal to write the log to'), "a pipe is none: $said");
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
