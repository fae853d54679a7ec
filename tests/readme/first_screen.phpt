--TEST--
the README's first screen is what one sees
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';
require __DIR__ . '/readme.inc';

$code = blocks('php')[0];
check($code === file_get_contents(__DIR__ . '/../../php/examples/worker.php'), 'the worker is php/examples/worker.php');

[$start, $session] = blocks('console');
[$command, $banner, $started] = explode("\n", $start);
$fleet = Fleet::start($code);
check($command === '$ php ' . basename($fleet->script), "it is started by $command");
$line = $fleet->awaitLog('/.*started: .*\n/')[0];
check(shape($line) === shape("$started\n"), "the start shows $started; it is $line");

// The banner is for terminals only.
$terminal = [['pty'], ['pty'], ['pty']];
$welcome = '(new Naruto\Manager(["logLevel" => "error"]))->welcome();';
preg_match('~/\S*naruto\.so~', file_get_contents('/proc/self/maps'), $so);
$php = proc_open([PHP_BINARY, '-n', '-d', "extension=$so[0]", '-r', $welcome], $terminal, $pipes);
check(trim((string) fgets($pipes[1])) === $banner, "the banner is $banner");
proc_close($php);

// What the README calls 4714 has another pid here; that of a worker is known by its slot.
preg_match('/(master) +(\d+) .* in (\S+)$/', $started, $readme);
preg_match('/(worker#\d) \(pid (\d+)\)/', $session, $victim);
$titles = array_map(fn (int $pid) => file_get_contents("/proc/$pid/cmdline"), $fleet->workers());
$slots = array_filter($titles, fn (string $title) => str_contains($title, $victim[1]));
$worker = $fleet->workers()[array_key_first($slots)];
$names = [$readme[2] => (string) $fleet->pid, rtrim($readme[3], '/') => $fleet->dir(), $victim[2] => (string) $worker];
$fleet->until(fn () => proc_stat($worker)['state'] === 'S', 'the job, which sleeps');

foreach (explode("\n\n", rtrim($session)) as $scene) {
    $lines = explode("\n", $scene);
    $seen = strlen($fleet->log());
    exec(strtr(ltrim(array_shift($lines), '$ '), $names));
    $fleet->until(fn () => substr_count($fleet->log(), "\n", $seen) >= count($lines), 'what follows from ' . strtok($scene, "\n"));
    $said = implode("\n", array_map(shape(...), $lines)) . "\n";
    $real = implode("\n", array_map(shape(...), explode("\n", substr($fleet->log(), $seen))));
    check($said === $real, "the README shows\n{$said}and it is\n$real");
}
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
