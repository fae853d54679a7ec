--TEST--
two names, or two scripts of one base name, are two instances that never touch each other
--DESCRIPTION--
Both live in one directory of pipes; a command for one, its end and the sweep of its next start must not reach the other.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php (new Naruto\Manager(["startNum" => 2, "name" => $argv[1] ?? null]))->run(function () {});';
$first = Fleet::start($code, ['args' => ['one']]);
mkdir("$first->home/elsewhere");
copy($first->script, "$first->home/elsewhere/worker.php");

$others = [
    'another name' => fn () => $first->again(['two']),
    'another folder' => fn () => $first->again(['one'], "$first->home/elsewhere/worker.php"),
];
foreach ($others as $which => $start) {
    $mine = $first->waitWorkers(2);
    $other = $start();
    $theirs = $other->waitWorkers(2);
    check($first->dir() !== $other->dir(), "$which is another place");
    $files = scandir($first->dir());

    $other->awaitLog('/started: 2 workers/');
    $other->signal(SIGUSR1);
    $other->awaitLog('/2 of 2 renewed/');
    check(!array_intersect($other->waitWorkers(2), $theirs), "$which is reloaded");

    // What it leaves when it is killed is swept by its next start.
    $other->signal(SIGKILL);
    $other->wait();
    $next = $start();
    $next->awaitLog('/started: 2 workers/');
    $next->waitWorkers(2);
    $next->signal(SIGUSR2);
    check($next->wait() === 0, "$which stops with 0");
    check($first->workers() === $mine, "$which has not touched the workers of the first");
    check(scandir($first->dir()) === $files, "$which has not touched the files of the first");
}
check(substr_count($first->log(), "\n") === 1, "the first has noticed nothing: {$first->log()}");
$first->signal(SIGUSR2);
check($first->wait() === 0, 'the first stops with 0');
$first->clean();
echo "Done\n";
?>
--EXPECT--
Done
