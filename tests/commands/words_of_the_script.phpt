--TEST--
a word that is nearly a command is refused with the right one; all others, and all with commands off, are the script's own
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = fn (string $settings) => '<?php
require getenv("IN_WORKER");
(new Naruto\Manager([' . $settings . '"startNum" => 1]))->run(function ($worker) {
    tell("job " . implode(" ", array_slice($_SERVER["argv"], 1)));
});
';
foreach (['relaod' => 'reload', 'stats' => 'status', 'Stop' => 'stop', 'strat' => 'start'] as $word => $meant) {
    $fleet = Fleet::start($script(''), ['name' => 'shop', 'args' => [$word, 'x']]);
    check($fleet->wait() === 2, "$word ends with 2");
    check(str_starts_with($fleet->log(), "shop.php: no command \"$word\"; did you mean \"$meant\"?"), $fleet->log());
    check(!$fleet->told(), 'nothing was started');
    $fleet->clean();
}
foreach ([['orders.csv'], ['--status'], ['-v', 'status'], ['import', 'reload'], ['start']] as $arguments) {
    $fleet = Fleet::start($script(''), ['args' => $arguments]);
    $fleet->awaitTold('/^job ' . preg_quote(implode(' ', $arguments), '/') . '$/');
    $fleet->signal(SIGTERM);
    check($fleet->wait() === 0, 'it stops');
    $fleet->clean();
}
foreach (['status', 'relaod'] as $word) {
    $fleet = Fleet::start($script('"commands" => false, '), ['args' => [$word]]);
    $fleet->awaitTold("/^job $word$/");
    $fleet->signal(SIGTERM);
    check($fleet->wait() === 0, 'it stops');
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
