--TEST--
the README's trace is what one sees
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';
require __DIR__ . '/readme.inc';

[$session] = array_values(preg_grep('/^\$ php worker.php trace /', blocks('console')));
[$command, $shown] = explode("\n", $session, 2);
$fleet = Fleet::start('<?php
@mkdir(__DIR__ . "/src") && copy(getenv("SHIP"), __DIR__ . "/src/Ship.php");
require __DIR__ . "/src/Ship.php";

$manager = new Naruto\Manager(["terminateGrace" => 0]);
$manager->group("orders", ["startNum" => 3], function (Naruto\Worker $worker): void {
    $worker->note("order 88107");
    (new Ship())->send();
});
$manager->run();
', ['env' => ['SHIP' => __DIR__ . '/Ship.inc']]);
$fleet->awaitLog('/ started: 3 workers /');
$plain = fn (string $text) => preg_replace(
    ['/\(pid \d+\)/', '/\{closure:[^}]*\}/', '/ for [\d.]+ m?s/'],
    ['(pid PID)', '{closure}', ' for TIME'],
    str_replace("$fleet->home/", '/srv/shop/', $text),
);
$words = explode(' ', substr($command, strlen('$ php worker.php ')));
$seen = '';
$fleet->until(function () use ($fleet, $words, &$seen) {
    [, $seen] = $fleet->command(...$words);
    return str_contains($seen, 'fread()');
}, 'the job to wait for its answer');
check($plain($seen) === $plain($shown), "the README shows\n$shown and it is\n$seen");
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
