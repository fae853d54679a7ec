--TEST--
workers of another user hear of their master's death, also in a job that looks at nothing
--DESCRIPTION--
Becoming another user resets the parent-death signal (prctl(2)), so it is set after that. In a job that never looks up only
this signal, whose timer ends the worker, can be it.
--SKIPIF--
<?php
require __DIR__ . '/user.inc';
skip_unless_root();
?>
--FILE--
<?php
require __DIR__ . '/user.inc';

$place = open_place();
$script = '<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["name" => "fleet", "pipeDir" => "' . $place . '", "user" => "%s", "startNum" => 2, "orphanGrace" => 0.2]))->run(function ($worker) {
        Naruto\ProcessException::info(["msg" => ["in a job"]]);
        spin();
    });';
$fleet = Fleet::start(sprintf($script, 'www-data'));
$fleet->awaitLog('/(in a job.*){2}/s');
$workers = $fleet->waitWorkers(2);
$fleet->signal(SIGKILL);
$fleet->wait();
$fleet->until(fn () => !array_filter($workers, lives(...)), 'their end');
check(count(glob("$place/*/naruto.pipe*")) === 3, 'nobody was there to remove the pipes');

// As yet another user: the pipes of the dead are swept all the same.
file_put_contents($fleet->script, sprintf($script, 'nobody'));
$next = $fleet->again();
$next->awaitLog('/(in a job.*){2}/s');
$pipes = array_map(basename(...), glob("$place/*/naruto.pipe*"));
$alive = array_map(fn ($pid) => "naruto.pipe$pid", [$next->pid, ...$next->waitWorkers(2)]);
sort($pipes);
sort($alive);
check($pipes === $alive, 'there are the pipes of the living only: ' . json_encode([$pipes, $alive]));
$next->signal(SIGTERM);
$next->signal(SIGTERM);
check($next->wait() === 0, 'a second terminate kills them');
check(glob("$place/*") === [], 'nothing is left: ' . json_encode(glob("$place/*/*")));
$next->clean();
echo "done\n";
?>
--EXPECT--
done
