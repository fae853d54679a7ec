--TEST--
a second start that nobody catches says in a sentence who runs, and ends with status 4; other exceptions are as ever
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
    register_shutdown_function(fn () => file_put_contents("ended", getmypid() . "\n", FILE_APPEND));
    (new Naruto\Manager(["startNum" => 1] + (getenv("CONFIG") ? ["nope" => 1] : [])))->run(function () {});');
$fleet->awaitLog('/started: /');
foreach ([['display_errors' => '1'], ['display_errors' => '0', 'log_errors' => '1']] as $ini) {
    $second = Program::launch([$fleet->script], $fleet->home, ['RUNTIME_DIRECTORY' => "$fleet->home/run"], $ini);
    check($second->wait() === 4, "it ends with 4: {$second->wait()}");
    check($second->errors() === "worker is already running, its master is pid $fleet->pid; if two were meant, set 'name'\n", "it says so: {$second->errors()}");
    check($second->output() === '', "and nothing else: {$second->output()}");
    check(str_contains(file_get_contents("$fleet->home/ended"), "$second->pid\n"), 'it has ended as any script does');
    $other = Program::launch([$fleet->script], $fleet->home, ['RUNTIME_DIRECTORY' => "$fleet->home/run", 'CONFIG' => '1'], $ini);
    check($other->wait() === 255, "a wrong setting ends it with 255: {$other->wait()}");
    check(str_contains($other->output() . $other->errors(), 'Uncaught Naruto\ConfigException'), 'as PHP tells it');
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the first has not noticed');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
