--TEST--
a stop right after 5000 × USR1 is obeyed as soon as the last job ends
--DESCRIPTION--
Reloads that were asked for and not begun must not keep a stop waiting.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 8, "hangupLoopMicrotime" => 1000]);
$manager->onWorkerStart(fn ($worker) => tell("born $worker->pid"));
$manager->run(function ($worker) {
    tell("begin $worker->pid");
    hold("end");
    tell("end $worker->pid");
});
');
$fleet->awaitTold('/^begin/', 8);
$begun = clock();
for ($number = 1; $number <= 5000; $number++) {
    posix_kill($fleet->pid, SIGUSR1);
    $number % 100 || nap(max(0, $number / 10000 - (clock() - $begun)));
}
$fleet->signal(SIGUSR2);
$fleet->awaitLog('/ stop: asked by SIGUSR2/');
check(count($fleet->workers()) === 8, 'nobody is gone yet');
$fleet->open('end');
check($fleet->wait(5) === 0, 'it stops with 0');
check(count($fleet->told('/^born/')) === 8, 'nobody was forked for a reload any more');
check(count($fleet->told('/^end/')) === 8, 'every job is done');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
