--TEST--
a user that there is not, or that this process cannot become, is refused before anything is started
--SKIPIF--
<?php
require __DIR__ . '/user.inc';
skip_unless_root();
?>
--FILE--
<?php
require __DIR__ . '/user.inc';

$script = '<?php
    try {
        %s
        (new Naruto\Manager(["startNum" => 2, "user" => "%s"]))->run(fn () => null);
        echo "it ran";
    } catch (Naruto\ConfigException $refusal) {
        echo $refusal->getMessage();
    }';
$refused = [
    ['', 'no-such-user', 'user: there is no user "no-such-user" on this system'],
    ['', '4294967', 'user: there is no user "4294967" on this system'],
    ['', 'www-data:no-such-group', 'user: there is no group "no-such-group" on this system'],
    ['', 'www-data:', 'user: wanted a user, \'www-data\', or a user and a group, \'www-data:www-data\', got string "www-data:"'],
    ['posix_setuid(65534);', 'www-data', 'user: only root can start workers as www-data, and this is nobody'],
    // Root, but not allowed to become anybody: as in a container without the capabilities.
    ['/* setpriv */', 'www-data', 'user: this process cannot become www-data: Operation not permitted (EPERM)'],
];
foreach ($refused as [$before, $user, $message]) {
    $under = str_contains($before, 'setpriv') ? ['setpriv', '--bounding-set', '-setuid,-setgid', '--inh-caps', '-setuid,-setgid', '--'] : [];
    $fleet = Fleet::start(sprintf($script, $before, $user), ['under' => $under]);
    $fleet->wait();
    $said = $fleet->output();
    check($said === "$message; nothing has been started", "$user: it is told why: $said {$fleet->log()}");
    check($fleet->pipes() === [], "$user: there is no pipe");
    $fleet->clean();
}

// Who is that user already needs no power for it.
$place = open_place();
chmod($place, 0777);
$fleet = Fleet::start('<?php
    posix_setgid(65534) && posix_setuid(65534);
    (new Naruto\Manager(["startNum" => 1, "user" => "nobody", "pipeDir" => "' . $place . '"]))->run(function ($worker) { $worker->pipeWrite("stop"); exit(posix_kill(posix_getppid(), SIGUSR2) ? 0 : 1); });');
check($fleet->wait() === 0, "it runs: {$fleet->log()}");
check(glob("$place/*") === [], 'nothing is left');
$fleet->clean();

// What only looks needs neither.
$fleet = Fleet::start('<?php posix_setuid(65534); (new Naruto\Manager(["user" => "www-data"]))->run(fn () => null);', ['args' => ['status']]);
check($fleet->wait() === 3, "status says that nothing runs: {$fleet->wait()}");
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
