--TEST--
signalSupport says which signal does what, and can be changed
--DESCRIPTION--
Some platforms want other signals for a stop; a line that is taken away leaves its signal to the system.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "signalSupport" => [
    "reload" => SIGUSR2, "stop" => SIGWINCH, "quit" => 0, "scale +2" => SIGRTMAX,
]]);
foreach ($manager->signalSupport as $line => $signal) {
    tell("$line $signal");
}
$manager->run(function () {});
');
$workers = $fleet->waitWorkers(2);
$fleet->awaitLog('/started: /');
$expected = [
    'reload ' . SIGUSR2, 'fresh ' . SIGHUP, 'stop ' . SIGWINCH, 'terminate ' . SIGTERM, 'int ' . SIGINT,
    'scale +1 ' . SIGTTIN, 'scale -1 ' . SIGTTOU, 'scale +2 ' . SIGRTMAX,
];
check($fleet->told() === $expected, 'the attribute tells it: ' . implode(', ', $fleet->told()));

$fleet->signal(SIGUSR2);
$fleet->awaitLog('/reload: asked by SIGUSR2/');
$fleet->awaitLog('/2 of 2 renewed/');
$new = $fleet->waitWorkers(2);
check(!array_intersect($new, $workers), 'USR2 renews everyone');
$fleet->signal(SIGRTMAX);
check(count(array_intersect($fleet->waitWorkers(4), $new)) === 2, 'RTMAX makes two more');
// In one worker as well.
posix_kill($new[0], SIGWINCH);
$fleet->until(fn () => !proc_stat($new[0]), 'WINCH stops one worker');
$fleet->waitWorkers(4);
$fleet->signal(SIGWINCH);
check($fleet->wait() === 0, 'WINCH stops with 0');
check(str_contains($fleet->log(), 'stop: asked by SIGWINCH'), 'and is told');
$fleet->clean();

// What was taken away is no business of the fleet: the system's default ends the master, and the workers follow.
$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 2, "signalSupport" => ["quit" => null]]))->run(fn () => 0);');
$workers = $fleet->waitWorkers(2);
$fleet->awaitLog('/started: /');
$fleet->signal(SIGQUIT);
check($fleet->wait() === 128 + SIGQUIT, 'QUIT kills the master');
$fleet->until(fn () => !$fleet->processes(), 'the end of its workers');
echo "Done\n";
?>
--EXPECT--
Done
