--TEST--
one table of exit statuses: 2 for wrong settings, 4 for a second start; exceptions can be caught as ever
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = fn (string $code) => "<?php register_shutdown_function(fn () => print('shut down')); $code";
$wrong = 'new Naruto\Manager(["startNumm" => 4]);';
$second = '(new Naruto\Manager(["name" => "shop"]))->run(fn () => 0);';
$cases = [
    'wrong settings' => [2, $wrong],
    'wrong settings of a group' => [2, '(new Naruto\Manager())->group("a", ["startNum" => -1], fn () => 0);'],
    'caught' => [0, "try { $wrong } catch (Naruto\ConfigException) { }"],
    'caught, then another one' => [255, "try { $wrong } catch (Naruto\ConfigException) { } throw new Exception('x');"],
    'caught and wrapped' => [255, "try { $wrong } catch (Naruto\ConfigException \$e) { throw new Exception('x', 0, \$e); }"],
    'thrown again' => [2, "try { $wrong } catch (Naruto\ConfigException \$e) { throw \$e; }"],
    'caught, then exit' => [7, "try { $wrong } catch (Naruto\ConfigException) { exit(7); }"],
    'exit in a shutdown function' => [9, "register_shutdown_function(fn () => exit(9)); $wrong"],
    'wrong use' => [255, '(new Naruto\Manager())->run();'],
    'no fleet' => [255, '(new Naruto\Manager(["name" => "x"]))->stop();'],
];
foreach ($cases as $what => [$status, $code]) {
    $fleet = Fleet::start($script($code));
    check(($told = $fleet->wait()) === $status, "$what ends with $status, not $told: {$fleet->output()}");
    check(str_ends_with($fleet->output(), 'shut down'), "$what: shutdown functions have run: {$fleet->output()}");
    check($status !== 2 || str_contains($fleet->output(), 'Uncaught Naruto\ConfigException: '), "$what is told: {$fleet->output()}");
    $fleet->clean();
}

$fleet = Fleet::start($script($second));
$fleet->awaitLog('/ started: /');
$again = $fleet->again();
check($again->wait() === 4, 'a second start ends with 4');
check(str_contains($again->output(), "Uncaught Naruto\\ProcessException: shop is already running, its master is pid $fleet->pid"), $again->output());
[$status, , $err] = $fleet->command('start');
check([$status, $err] === [4, "shop is already running, its master is pid $fleet->pid\n"], "start: $status $err");
file_put_contents($fleet->script, $script(str_replace('->run', '->start', $second)));
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();

// Nobody becomes ready.
$fleet = Fleet::start($script('$manager = new Naruto\Manager(["startNum" => 1, "giveUpTimeout" => 0.1]);
    $manager->onWorkerStart(fn () => throw new Exception("no"))->run(fn () => 0);'));
check($fleet->wait() === 5, 'giving up ends with 5');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
