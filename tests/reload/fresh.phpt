--TEST--
fresh, by word and method, renews everyone
--DESCRIPTION--
It is for everyone only: code is loaded for all or for nobody.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]);
$manager->run(function ($worker) use ($manager) {
    if ($worker->id === 1 && file_exists(HOME . "/gate-fresh")) {
        unlink(HOME . "/gate-fresh");
        try {
            $manager->reload("worker#2", fresh: true);
        } catch (Naruto\ProcessException $error) {
            tell($error->getMessage());
        }
        $manager->reload(fresh: true);
    }
});
');
$old = $fleet->waitWorkers(2);
$fleet->awaitLog('/started: /');
// Refused as a line of the pipe, too.
$fleet->write($fleet->pid, "fresh worker#2\n");
$fleet->awaitLog('/dropped: 14 bytes on /');
check($fleet->workers() === $old, 'which does nothing');
$fleet->write($fleet->pid, 'fresh');
$fleet->awaitLog('/ 2 of 2 renewed in .*, generation 2/');
$new = $fleet->waitWorkers(2);
check(!array_intersect($new, $old), 'the word renews everyone');
$fleet->open('fresh');
$fleet->awaitLog('/ 2 of 2 renewed in .*, generation 3/');
check(!array_intersect($fleet->waitWorkers(2), $new), 'the method as well');
check(count($fleet->told('/everyone/')) === 1, 'one worker alone is refused');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
