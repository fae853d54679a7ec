--TEST--
printf reload, echo reload, reloadreload, and reload in two pieces do what one reload does
--DESCRIPTION--
Into the master's pipe: everyone is renewed once. Into a worker's: this one is, once. People and shell scripts write as
they like.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$shapes = [
    'echo' => ["reload\n"],
    'printf' => ['reload'],
    'twice' => ['reloadreload'],
    'two pieces' => ['rel', 'oad'],
    'two pieces of a line' => ['relo', "ad\n"],
    'as the master writes' => ["\nreload\n"],
];
$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 3]);
$manager->onWorkerStart(fn ($worker) => tell("born $worker->name"));
$manager->run(fn () => 0);
';
$fleets = array_map(fn () => Fleet::start($code), $shapes);
$write = function (string $shape, callable $whom) use ($fleets, $shapes): void {
    $fleet = $fleets[$shape];
    $pid = $whom($fleet);
    foreach ($shapes[$shape] as $number => $piece) {
        $number === 0 || $fleet->awaitRead($pid);
        $fleet->write($pid, $piece);
    }
};
foreach ($fleets as $shape => $fleet) {
    $fleet->waitWorkers(3);
    $fleet->awaitLog('/started: /');
    $write($shape, fn ($fleet) => max($fleet->workers()));
}
foreach ($fleets as $shape => $fleet) {
    $fleet->awaitTold('/born/', 4);
}
// A second renewal would come at once.
nap(0.1);
foreach ($fleets as $shape => $fleet) {
    $born = array_count_values($fleet->told('/born/'));
    sort($born);
    check($born === [1, 1, 2], "into a worker's pipe, $shape: one worker, once: " . implode(' ', $born));
    check(!str_contains($fleet->log(), 'reload:'), "$shape: that is no reload of the fleet");
    file_put_contents("$fleet->home/told", '');
    $write($shape, fn ($fleet) => $fleet->pid);
}
foreach ($fleets as $shape => $fleet) {
    $fleet->awaitLog('/ reload: 3 of 3 renewed in .*, generation 2\n/');
}
// A second reload would come a second after the first.
nap(1.5);
foreach ($fleets as $shape => $fleet) {
    $born = array_count_values($fleet->told('/born/'));
    ksort($born);
    check($born === ['born worker#1' => 1, 'born worker#2' => 1, 'born worker#3' => 1], "into the master's pipe, $shape: everyone, once: " . json_encode($born));
    check(substr_count($fleet->log(), ' reload: asked by the pipe, nothing changed on disk') === 1, "$shape: it is told once");
    check(!str_contains($fleet->log(), 'dropped'), "$shape: nothing was dropped");
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$shape: it stops with 0");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
