--TEST--
a master that is killed while it starts leaves no worker behind
--DESCRIPTION--
Between its fork and the moment it is armed a worker must notice as well that its master has died. The moments are
spread over the start, so that every step of it is hit.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
tell("script");
(new Naruto\Manager(["startNum" => 8, "orphanGrace" => 0.05, "name" => "hasty"]))->run(fn ($worker) => $worker->id % 2 ? doze() : 0);
');
$born = 0;
for ($round = 0; $round < 14; $round++) {
    $next = $round ? $fleet->again() : $fleet;
    $fleet->awaitTold('/script/', $round + 1);
    if ($round % 2) {
        $fleet->until(fn () => $next->workers(), 'the first worker');
    }
    nap($round * 0.0007);
    $born += count($next->workers());
    $next->signal(SIGKILL);
    check($next->wait() === 128 + SIGKILL, 'it is killed');
    $fleet->until(fn () => !$fleet->processes(), "the end of all, round $round", 5);
}
check($born >= 7, "workers were there to be left behind: $born");
$next = $fleet->again();
$next->awaitLog('/started: 8 workers/');
check(count($next->pipes()) === 9, 'the next start works, and sweeps: ' . implode(' ', $next->pipes()));
$next->signal(SIGTERM);
$next->awaitLog('/terminate: asked/');
$next->signal(SIGTERM);
check($next->wait() === 0, 'it ends with 0');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
