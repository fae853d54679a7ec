--TEST--
a command is understood after whatever somebody left without an end in the pipe
--DESCRIPTION--
A program that died half-way through a word must not spoil the next one's.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php (new Naruto\Manager(["startNum" => 1]))->run(function () {});';
$fragments = [
    'half a word' => 'relo',
    'a word and more' => 'reload worker',
    'no word' => "\0\xff rubbish",
    'too long' => str_repeat('y', 600),
    'too long by one' => str_repeat('y', 512),
    'just not too long' => str_repeat('y', 511),
    'blanks' => '   ',
];
$fleets = array_map(fn () => Fleet::start($code), $fragments);
foreach ($fleets as $what => $fleet) {
    $worker = $fleet->waitWorkers(1)[0];
    $fleet->awaitLog('/started: /');
    // In one read and in two, with the newline that Naruto puts first.
    $fleet->write($worker, "$fragments[$what]\nreload\n");
    $fleet->until(fn () => !proc_stat($worker), "$what: the worker's end");
    $worker = $fleet->waitWorkers(1)[0];
    $fleet->write($worker, $fragments[$what]);
    $fleet->write($fleet->pid, $fragments[$what]);
    $fleet->awaitRead($worker);
    $fleet->awaitRead($fleet->pid);
    $fleet->write($worker, "\nreload\n");
    $fleet->until(fn () => !proc_stat($worker), "$what: the next worker's end");
    // As a person would, without a newline first.
    $worker = $fleet->waitWorkers(1)[0];
    $fleet->write($worker, $fragments[$what]);
    $fleet->awaitRead($worker);
    $fleet->write($worker, 'reload');
    $fleet->until(fn () => !proc_stat($worker), "$what: the third worker's end");
    check(!str_contains($fleet->log(), ' reload: '), "$what: nothing else was understood");
}
$number = 0;
foreach ($fleets as $what => $fleet) {
    // Half of them with a line end before and after, half as a person would.
    $fleet->write($fleet->pid, $number++ % 2 ? "\nstop\n" : 'stop');
    check($fleet->wait() === 0, "$what: the master obeys");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
