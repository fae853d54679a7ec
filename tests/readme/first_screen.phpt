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
preg_match('/(worker#\d) \(pid (\d+)\)/', $session, $victim);
$worker = $fleet->waitNames(4)[$victim[1]];
$jobs = fn () => min(array_column(json_decode($fleet->command('status', '--json')[1], true)['workers'], 'jobs'));
$fleet->until(fn () => $jobs() > 1, 'each worker to have done some jobs');

foreach (explode("\n\n\$ ", "\n\n" . rtrim($session)) as $scene) {
    if ($scene === '') {
        continue;
    }
    [$command, $lines] = explode("\n", $scene, 2);
    if (preg_match('/^(vim worker\.php && )?php worker\.php (\w+)$/', $command, $found)) {
        $found[1] === '' || file_put_contents($fleet->script, "// a change\n", FILE_APPEND);
        $terminal = $fleet->onTerminal([$found[2]], 80, ['NO_COLOR' => '1']);
        check($terminal->wait() === 0, "$command ends with 0");
        [$said, $real] = [screen($lines), screen(rtrim($terminal->text()))];
    } else {
        $seen = strlen($fleet->log());
        exec(str_replace($victim[2], (string) $worker, $command));
        $number = substr_count($lines, "\n") + 1;
        $fleet->until(fn () => substr_count($fleet->log(), "\n", $seen) >= $number, "what follows from $command");
        $shapes = fn (string $text) => implode("\n", array_map(shape(...), explode("\n", rtrim($text))));
        [$said, $real] = [screen($shapes($lines)), screen($shapes(substr($fleet->log(), $seen)))];
    }
    check($said === $real, "after $command the README shows\n$said\nand it is\n$real");
}
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
