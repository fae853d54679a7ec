--TEST--
a second start of the same instance is refused, with the pid of the first
--DESCRIPTION--
Two masters of one fleet would do every job twice. The one that runs must not notice.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
try {
    (new Naruto\Manager(["startNum" => 2]))->run(function () {});
} catch (Naruto\ProcessException $error) {
    echo $error->getMessage(), "\n";
    exit(4);
}
');
$workers = $fleet->waitWorkers(2);
$fleet->awaitLog('/started: /');
$files = scandir($fleet->dir());

foreach ([1, 2] as $time) {
    [$status, $output] = $fleet->command();
    check($status === 4, "start $time beside it throws: $status");
    check($output === "worker is already running, its master is pid $fleet->pid; if two were meant, set 'name'\n", "it names the other: $output");
}
check($fleet->workers() === $workers, 'the workers of the first are the same');
check(scandir($fleet->dir()) === $files, 'its files, too');

$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
check(!str_contains($fleet->log(), 'warning'), 'it has noticed nothing');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
