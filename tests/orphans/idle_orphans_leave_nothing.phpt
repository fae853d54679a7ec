--TEST--
when the master is killed a fleet of idle workers goes at once and removes its own pipes
--DESCRIPTION--
In a pause of an hour, in short pauses, without any pause; also those that wait for their restart are no more.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 16, "hangupLoopMicrotime" => $argv[1], "orphanGrace" => 60]);
$manager->onWorkerStop(fn ($worker) => tell("stop $worker->id"));
$manager->run(function () {});
';
foreach (['3600000000', '1000', '0'] as $pause) {
    $fleet = Fleet::start($code, ['args' => [$pause]]);
    $workers = $fleet->waitWorkers(16);
    $fleet->awaitLog('/started: /');
    $fleet->signal(SIGKILL);
    check($fleet->wait() === 128 + SIGKILL, 'the master is killed');
    $fleet->until(fn () => !array_filter($workers, lives(...)), "pause $pause: all are gone", 3);
    check(count($fleet->told('/^stop/')) === 16, "pause $pause: each has left in the proper way");
    check($fleet->pipes() === ["naruto.pipe$fleet->pid"], "pause $pause: and has taken its pipe along: " . implode(' ', $fleet->pipes()));
    $next = $fleet->again([$pause]);
    $next->awaitLog('/started: 16 workers/');
    check(!str_contains($next->log(), 'waiting'), "pause $pause: the next start has nobody to wait for");
    $next->signal(SIGUSR2);
    check($next->wait() === 0, "pause $pause: it stops with 0");
    $next->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
