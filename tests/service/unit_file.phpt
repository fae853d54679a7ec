--TEST--
the unit file passes systemd-analyze verify
--DESCRIPTION--
Type=notify-reload is known since systemd 253: an older one says that it does not know it, and must say nothing else.
--SKIPIF--
<?php
exec('command -v systemd-analyze', $out, $status);
$status === 0 || die('skip there is no systemd-analyze');
?>
--FILE--
<?php
require __DIR__ . '/../include/program.inc';

$unit = realpath(__DIR__ . '/../../php/examples/deploy/shop.service');
preg_match('/^systemd (\d+)/', (string) shell_exec('systemd-analyze --version'), $version);
// Elsewhere php is elsewhere.
$copy = getenv('TMPDIR') . '/shop.service';
file_put_contents($copy, strtr(file_get_contents($unit), ['/usr/bin/php' => PHP_BINARY]));
exec("systemd-analyze verify --man=no --recursive-errors=no $copy 2>&1", $said, $status);
unlink($copy);
if ((int) $version[1] >= 253) {
    check($status === 0 && $said === [], "systemd $version[1] has nothing to say: $status " . implode("\n", $said));
} else {
    check(count($said) === 1, 'only one thing is said: ' . implode("\n", $said));
    check(str_ends_with($said[0] ?? '', 'Failed to parse service type, ignoring: notify-reload'), "and that is it: $said[0]");
}
// The test can fail.
file_put_contents($copy, strtr(file_get_contents($unit), ['/usr/bin/php' => '/no/such/php', 'KillMode' => 'KillMood']));
exec("systemd-analyze verify --man=no --recursive-errors=no $copy 2>&1", $said, $status);
unlink($copy);
check($status !== 0 && str_contains(implode("\n", $said), 'KillMood'), 'mistakes would be told');
foreach (['Type=notify-reload', 'KillSignal=SIGQUIT', 'KillMode=mixed', 'OOMPolicy=continue'] as $line) {
    check(in_array($line, file($unit, FILE_IGNORE_NEW_LINES), true), "it has $line");
}
check(str_contains(file_get_contents(dirname($unit) . '/Dockerfile'), "\nSTOPSIGNAL SIGQUIT\n"), 'a container is stopped alike');
echo "done\n";
?>
--EXPECT--
done
