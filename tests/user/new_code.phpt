--TEST--
workers of new code run as the user that the new code names, and a password that is wrong refuses it
--SKIPIF--
<?php
require __DIR__ . '/user.inc';
skip_unless_root();
?>
--FILE--
<?php
require __DIR__ . '/user.inc';

$place = open_place();
$script = fn (string $settings) => '<?php
    $manager = new Naruto\Manager(["name" => "fleet", "pipeDir" => "' . $place . '", "startNum" => 2, ' . $settings . ']);
    $manager->run(function ($worker) use ($manager) {
        static $told = false;
        if (!$told) {
            Naruto\ProcessException::info(["msg" => ["as " . posix_getpwuid(posix_geteuid())["name"], json_encode(posix_setuid(0)), json_encode($manager->master->pipeWrite("rubbish"))]]);
            $told = true;
        }
    });';
$fleet = Fleet::start($script('"user" => "www-data"'));
$fleet->awaitLog('/ started: /');
$expected = 2;
$heard = fn (string $as, bool $back) => $fleet->until(fn () => preg_match_all("/ log: as $as, " . json_encode($back) . ', true$/m', $fleet->log()) >= 2, "two to be $as");
$heard('www-data', false);
foreach (['nobody' => '"user" => "nobody"', 'daemon' => '"user" => "daemon:games"', 'root' => ''] as $name => $settings) {
    file_put_contents($fleet->script, $script($settings));
    [$status, $out, $errors] = $fleet->command('reload');
    check($status === 0, "$name: it is taken: $out$errors");
    $heard($name, $name === 'root');
    $uid = posix_getpwnam($name)['uid'];
    foreach ($fleet->workers() as $pid) {
        if (!str_ends_with(command_line($pid), ' mould')) {
            check(identity_of($pid)['uid'] === array_fill(0, 4, $uid), "$pid is $name");
            check(fileowner(glob("$place/*/naruto.pipe$pid")[0]) === $uid, "its pipe as well");
        }
    }
}
foreach (['"user" => "no-such-user"' => 'there is no user "no-such-user"', '"user" => "nobody", "userPasswd" => "x"' => 'userPasswd: '] as $settings => $why) {
    file_put_contents($fleet->script, $script($settings));
    [$status, $out, $errors] = $fleet->command('reload');
    check($status === 1 && str_contains($errors, $why), "$settings: it is refused: $status $out$errors");
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
check(glob("$place/*") === [], 'nothing is left: ' . json_encode(glob("$place/*/*")));
check(!preg_match('/ warning .*belongs to another/', $fleet->log()), "no pipe was foreign: {$fleet->log()}");
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
