--TEST--
workers of a fleet that root has started run as the user of their group, for good, and can be commanded as ever
--DESCRIPTION--
All numbers of user and group, no way back, the environment of a login, pipes that both sides can use, and nothing left.
--SKIPIF--
<?php
require __DIR__ . '/user.inc';
skip_unless_root();
?>
--FILE--
<?php
require __DIR__ . '/user.inc';

$place = open_place();
[$web, $none] = [posix_getpwnam('www-data'), posix_getpwnam('nobody')];
$games = posix_getgrnam('games');
$fleet = Fleet::start('<?php
    $say = fn (...$words) => Naruto\ProcessException::info(["msg" => [implode(" ", $words)]]);
    $manager = new Naruto\Manager(["name" => "fleet", "pipeDir" => "' . $place . '", "user" => "www-data", "hangupLoopMicrotime" => 2000]);
    $manager->group("web", ["startNum" => 2], function ($worker) use ($say, $manager) {
        static $told = false;
        if ($told) { return; }
        $told = true;
        $back = [posix_setuid(0), posix_seteuid(0), posix_setgid(0), posix_setegid(0), @file_get_contents("/etc/shadow")];
        $say($worker->name, "back", json_encode($back));
        $say($worker->name, "login", getenv("USER"), getenv("LOGNAME"), getenv("HOME"));
        $say($worker->name, "self", json_encode(is_string(@file_get_contents("/proc/self/environ"))));
        if ($worker->id === 1 && getenv("ONCE") !== "done") {
            $say($worker->name, "writes", json_encode([$worker->pipeWrite("rubbish"), $manager->master->pipeWrite("rubbish")]));
            $manager->scale(3, "web");
        }
    });
    $manager->group("other", ["startNum" => 1, "user" => "nobody:games"], function ($worker) use ($say) {
        static $told = false;
        $told || $say($worker->name, "groups", json_encode(posix_getgroups()));
        $told = true;
    });
    $manager->group("root", ["startNum" => 1, "user" => "root"], fn () => null);
    $manager->run();
');
$fleet->awaitLog('/ scale: web from 2 to 3 workers/');
$names = $fleet->waitNames(5);
foreach ($names as $name => $pid) {
    [$uid, $gid] = match (strstr($name, '#', true)) {
        'web' => [$web['uid'], $web['gid']],
        'other' => [$none['uid'], $games['gid']],
        'root' => [0, 0],
    };
    $is = identity_of($pid);
    check($is['uid'] === array_fill(0, 4, $uid), "$name: all are user $uid: " . json_encode($is['uid']));
    check($is['gid'] === array_fill(0, 4, $gid), "$name: all are group $gid: " . json_encode($is['gid']));
    check($uid === 0 || !in_array(0, $is['groups'], true), "$name: root's group is not among its groups");
    $pipe = $place . '/' . basename($fleet->until(fn () => glob("$place/*/"), 'a directory')[0]) . "/naruto.pipe$pid";
    check(fileowner($pipe) === $uid && filegroup($pipe) === $gid, "$name: the pipe is its own");
    check((fileperms($pipe) & 0777) === 0600, "$name: and nobody else's");
    check(preg_match('/^CapEff:\s*0+$/m', file_get_contents("/proc/$pid/status")) === (int) ($uid !== 0), "$name: it has no power left");
}
$fleet->awaitLog('/web#2 .*self/');
check(preg_match('/web#1 .*: web#1 back \[false,false,false,false,false\]/', $fleet->log()) === 1, "there is no way back: {$fleet->log()}");
check(preg_match('/ web#1 login www-data www-data ' . preg_quote($web['dir'], '/') . '$/m', $fleet->log()) === 1, 'the environment is its own');
check(preg_match('/ web#1 self true$/m', $fleet->log()) === 1, '/proc/self is its own');
check(preg_match('/ web#1 writes \[true,true\]$/m', $fleet->log()) === 1, 'it can write to itself and to its master');
$fleet->awaitLog('/ other#1 groups \[' . $games['gid'] . '\]$/m');

// The master signals everyone: a dead one is replaced, a reload renews all, a stop ends all.
posix_kill($names['web#2'], SIGKILL);
$fleet->awaitLog('/died: web#2/');
$fleet->waitNames(5);
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 5 of 5 renewed/');
foreach ($fleet->waitNames(5) as $name => $pid) {
    check(!in_array($pid, $names, true), "$name was renewed");
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
check(!preg_match('/ (warning|error) (?!.*(died: web#2|dropped: ))/', $fleet->log()), "nothing else was warned of: {$fleet->log()}");
check(glob("$place/*") === [], 'nothing is left: ' . json_encode(glob("$place/*/*")));
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
