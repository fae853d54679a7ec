--TEST--
a reload ends the pause of a worker that keeps dying
--DESCRIPTION--
The new code may be the cure; nobody wants to wait half a minute to see.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1]))->run(function ($worker) {
    if (!file_exists(HOME . "/gate-cured")) {
        exit(1);
    }
    tell("job");
});
');
// The next pause is 1.6 s.
$fleet->awaitLog('/ waiting: worker#1 comes back in 1\.\d s, 5th death in a row/');
$fleet->open('cured');
$asked = clock();
$fleet->write($fleet->pid, 'reload');
$fleet->awaitTold('/job/');
$took = clock() - $asked;
check($took < 1.2, "it is back at once, not after $took s");
$fleet->awaitLog('/1 of 1 renewed/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
