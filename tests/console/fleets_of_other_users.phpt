--TEST--
naruto as root lists the fleets of other users and steers them; other users do not see them
--EXTENSIONS--
naruto
posix
--SKIPIF--
<?php
if (posix_geteuid() !== 0 || !@is_executable('/usr/bin/setpriv')) die('skip acts as other users, which only root can');
?>
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$as = fn (int $user) => ['setpriv', "--reuid=$user", "--regid=$user", '--clear-groups'];
$name = 'nobody' . getmypid();
// Not the directory of this run, which nobody else may enter.
$base = "/tmp/naruto-$name";
mkdir($base);
chmod($base, 0777);
file_put_contents("$base/shop.php", "<?php (new Naruto\\Manager(['name' => '$name', 'startNum' => 1, 'pipeDir' => '$base/run']))->run(fn () => 0);");
$so = getenv('NARUTO_SO');
copy($so, "$base/naruto.so");
$php = [PHP_BINARY, '-n', '-d', "extension=$base/naruto.so"];
$io = [['file', '/dev/null', 'r'], ['file', "$base/out", 'w'], ['file', "$base/err", 'w']];
$master = proc_open([...$as(65534), ...$php, "$base/shop.php"], $io, $pipes, '/');
register_shutdown_function(function () use ($master, $base) {
    @proc_terminate($master, SIGTERM);
    exec('rm -rf ' . escapeshellarg($base));
});
until(fn () => str_contains((string) @file_get_contents("$base/err"), ' started: '), 'the start');
$naruto = function (array $under, string ...$words) use ($php, $base): array {
    copy(dirname(__DIR__, 2) . '/php/naruto', "$base/naruto");
    $program = proc_open([...$under, ...$php, "$base/naruto", ...$words], [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes, '/');
    [$out, $err] = [stream_get_contents($pipes[1]), stream_get_contents($pipes[2])];
    return [proc_close($program), $out, $err];
};
check(str_contains($naruto([], 'list')[1], $name), 'root sees it');
check(str_contains($naruto($as(65534), 'list')[1], $name), 'its owner does');
check(!str_contains($naruto($as(65533), 'list')[1], $name), 'others do not');
foreach ([[], $as(65534)] as $under) {
    [$status, $out, $err] = $naruto($under, '-i', $name, 'health');
    check([$status, $out] === [0, "$name is healthy: 1 worker ready\n"], "health: $status $out$err");
    [$status, $out, $err] = $naruto($under, '-i', $name, 'reload');
    check($status === 0 && str_starts_with($out, 'reload: 1 of 1 renewed in '), "reload: $status $out$err");
    [$status, $out, $err] = $naruto($under, '-i', $name, 'status');
    check($status === 0 && str_contains($out, "\nworker#1 "), "status: $status $out$err");
}
check($naruto($as(65533), '-i', $name, 'stop')[0] === 3, 'who does not see it cannot stop it');
[$status, $out, $err] = $naruto([], '-i', $name, 'stop');
check($status === 0 && str_starts_with($out, 'stop: its worker has left after '), "stop: $status $out$err");
until(fn () => !proc_get_status($master)['running'], 'the end of the fleet');
check(glob("$base/run/*") === [], 'nothing is left');
echo "Done\n";
?>
--EXPECT--
Done
