--TEST--
userPasswd with user is compared with the system's password database before any worker starts, and shows nowhere
--DESCRIPTION--
In a file system of its own the system has passwords that this test knows, one hashed as Debian does it (yescrypt), one as
others do (SHA-512).
--SKIPIF--
<?php
require __DIR__ . '/user.inc';
skip_unless_root();
exec('unshare -m true 2>&1', $said, $status);
$status === 0 || die('skip this user may not have mounts of its own');
?>
--FILE--
<?php
require __DIR__ . '/user.inc';

const SECRET = 'tr0ub4dor-and-3';
const YESCRYPT = '$y$j75$i3aQpFrPl6nAoIXBrUHCk.$udNfXgSGb0FUXmzqYtoB51Ofy/yg8RZOy5l0jdkjaQ0';

function start(string $settings, string $group = '[]'): Fleet
{
    global $place;
    $shadow = implode("\n", [
        'root:*:19000:0:99999:7:::',
        'www-data:' . YESCRYPT . ':19000:0:99999:7:::',
        'daemon:' . crypt('another-s3cret', '$6$naruto$') . ':19000:0:99999:7:::',
        'nobody:!:19000:0:99999:7:::',
        'bin:$99$unknown$hash:19000:0:99999:7:::',
    ]);
    file_put_contents("$place/shadow", "$shadow\n");
    chmod("$place/shadow", 0640);
    $script = '<?php
        try {
            $manager = new Naruto\Manager(["name" => "fleet", "pipeDir" => "' . $place . '/run", "logLevel" => "debug"] + ' . $settings . ');
            $manager->group("web", ' . $group . ' + ["startNum" => 2], function ($worker) use ($manager) {
                static $told = 0;
                if (!$told++) { Naruto\ProcessException::info(["msg" => ["dump", strtr(print_r($manager, true), "\n", " ")]]); }
            });
            $manager->run();
        } catch (Naruto\ConfigException $refusal) {
            echo $refusal->getMessage();
        }';
    return Fleet::start($script, ['under' => ['unshare', '-m', 'sh', '-c', "mount --bind $place/shadow /etc/shadow && exec \"\$@\"", 'sh']]);
}

/** How often the memory of a process holds a text. */
function holds(int $pid, string $text): int
{
    $memory = fopen("/proc/$pid/mem", 'r');
    stream_set_read_buffer($memory, 0);
    $found = 0;
    foreach (file("/proc/$pid/maps") as $line) {
        // The kernel's own cannot be read.
        if (preg_match('/^([0-9a-f]+)-([0-9a-f]+) r(?!.*\[v)/', $line, $area)) {
            [$from, $to] = [hexdec($area[1]), hexdec($area[2])];
            for ($at = $from; $at < $to && fseek($memory, $at) === 0; $at += 1 << 20) {
                $found += substr_count((string) @fread($memory, min(1 << 20, $to - $at)), $text);
            }
        }
    }
    return $found;
}

$place = open_place();
mkdir("$place/run", 0755);
$refused = [
    ['["user" => "www-data", "userPasswd" => "wrong"]', '[]', 'that is not the password of www-data'],
    ['["user" => "www-data", "passwd" => "another-s3cret"]', '[]', 'that is not the password of www-data'],
    ['["user" => "nobody", "userPasswd" => "!"]', '[]', 'nobody has no password on this system, so none is right'],
    ['["user" => "root", "userPasswd" => "*"]', '[]', 'root has no password on this system, so none is right'],
    ['["user" => "bin", "userPasswd" => "x"]', '[]', 'this system\'s crypt(3) does not know how that password is hashed'],
    // A group's own, with the user of the manager and with one of its own.
    ['["user" => "www-data"]', '["userPasswd" => "another-s3cret"]', 'that is not the password of www-data'],
    ['["user" => "www-data", "userPasswd" => "' . SECRET . '"]', '["user" => "daemon", "userPasswd" => "' . SECRET . '"]', 'that is not the password of daemon'],
];
foreach ($refused as [$settings, $group, $why]) {
    $fleet = start($settings, $group);
    $fleet->wait();
    check($fleet->output() === "userPasswd: $why; nothing has been started", "$settings $group: {$fleet->output()} {$fleet->log()}");
    check(!str_contains($fleet->log(), 'started') && glob("$place/run/*") === [], "$settings $group: nothing was started");
    $fleet->clean();
}

$accepted = [
    // As numbers are users, too. A group with a user of its own has no use for the manager's password.
    ['["user" => "www-data:games", "userPasswd" => "' . SECRET . '"]', '[]', 'www-data'],
    ['["user" => "33", "userPasswd" => "' . SECRET . '"]', '[]', 'www-data'],
    ['["user" => "www-data", "userPasswd" => "' . SECRET . '"]', '["user" => "daemon"]', 'daemon'],
    ['["user" => "www-data", "userPasswd" => "wrong"]', '["user" => "daemon", "userPasswd" => "another-s3cret"]', 'daemon'],
    ['["userPasswd" => "wrong"]', '[]', 'root'],
    // Neither a literal of the script's nor in what PHP leaves of a file it has read, so that it can be gone.
    ['["user" => "www-data", "userPasswd" => str_rot13("' . str_rot13(SECRET) . '")]', '[]', 'www-data'],
];
foreach ($accepted as $at => [$settings, $group, $user]) {
    $fleet = start($settings, $group);
    $fleet->awaitLog('/(dump.*){2}/s');
    foreach ([$fleet->pid, ...$workers = $fleet->waitWorkers(2)] as $pid) {
        $uid = posix_getpwnam($pid === $fleet->pid ? 'root' : $user)['uid'];
        check(identity_of($pid)['uid'][0] === $uid, "$settings $group: $pid runs as $uid");
        $shown = file_get_contents("/proc/$pid/environ") . file_get_contents("/proc/$pid/cmdline");
        check(!str_contains($shown, SECRET), "$settings: it shows in no process list");
        if ($at === array_key_last($accepted)) {
            check(holds($pid, 'naruto: fleet') > 0, "the memory of $pid can be read");
            check(holds($pid, SECRET) === 0, "it is in no memory, but " . holds($pid, SECRET) . " times in that of $pid");
            check(holds($pid, substr(YESCRYPT, 30)) === 0, "nor is what the system knows of it");
        }
    }
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$settings: it ends with 0");
    check(str_contains($fleet->log(), '[userPasswd] => ***'), 'dumps were made');
    check(!str_contains($fleet->log() . $fleet->output(), SECRET), 'it shows in no log and no dump');
    $fleet->clean();
}
check(glob("$place/run/*") === [], 'nothing is left');
echo "done\n";
?>
--EXPECT--
done
