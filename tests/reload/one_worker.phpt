--TEST--
reload worker#2, by pipe and by method, renews this one alone; nobody is an answer too
--DESCRIPTION--
A target is everyone, a group or one worker.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 3, "hangupLoopMicrotime" => 1000]);
$manager->run(function ($worker) use ($manager) {
    if ($worker->id === 3 && file_exists(HOME . "/gate-method")) {
        unlink(HOME . "/gate-method");
        $manager->reload("worker#2");
    }
});
');
$fleet->waitWorkers(3);
$fleet->awaitLog('/started: /');
$ways = [
    'pipe' => fn () => $fleet->write($fleet->pid, "reload worker#2\n"),
    'method' => fn () => $fleet->open('method'),
];
foreach (array_keys($ways) as $number => $way) {
    $old = $fleet->waitNames(3);
    $ways[$way]();
    $fleet->until(fn () => substr_count($fleet->log(), ' reload: 1 of 1 renewed in ') > $number, "the reload by $way");
    $new = $fleet->waitNames(3);
    check($new['worker#2'] !== $old['worker#2'], "$way: the second is renewed");
    check(array_diff_assoc($old, $new) === ['worker#2' => $old['worker#2']], "$way: the others are not");
}
check(substr_count($fleet->log(), 'reload: asked by the pipe, worker#2') === 2, 'the log says whom it concerns');

// The group is everyone here.
$old = $fleet->waitNames(3);
$fleet->write($fleet->pid, "reload worker\n");
$fleet->awaitLog('/ reload: 3 of 3 renewed in /');
$new = $fleet->waitNames(3);
check(!array_intersect($old, $new), 'the group is renewed');

foreach (['reload worker#4', 'reload mail', 'reload mail#1', 'scale 3 mail'] as $line) {
    $fleet->write($fleet->pid, "$line\n");
    $whom = explode(' ', strtr($line, ['scale 3 ' => 'scale ']))[1];
    $fleet->awaitLog("/ refused: asked by the pipe: there is no $whom\\n/");
}
check($fleet->waitNames(3) === $new, 'what is refused changes nothing');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it stops with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
