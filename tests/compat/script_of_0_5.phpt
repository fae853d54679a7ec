--TEST--
a script written for 0.5 runs: its keys, its constructor, its type, its log
--DESCRIPTION--
Nothing in it has to be changed: a password without a user, pipes in /tmp/, strings for numbers.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
use Naruto\Manager;
use Naruto\Process;
use Naruto\ProcessException;

require getenv("IN_WORKER");
$config = [
    "os" => "Linux",
    "passwd" => "secret",
    "worker_num" => "3",
    "hangup_loop_microtime" => 20000,
    "pipe_dir" => "/tmp/",
    "logLevel" => "debug",
];
$manager = new Manager($config, function (Process $worker) {
    tell("job $worker->type $worker->pid " . getmypid());
    ProcessException::debug(["msg" => ["from" => $worker->type, "extra" => "job of $worker->pid"], "path" => "/nowhere/to/be/found"]);
});
echo "after ", getmypid(), "\n";
var_dump($manager);
', ['name' => 'of-0.5']);
$workers = $fleet->waitWorkers(3);
$dir = $fleet->awaitLog('~started: 3 workers in .*, pipes in (/tmp/of-0\.5-\w+)/\n~')[1];
$fleet->awaitTold('/^job/', 20);
foreach ($fleet->told() as $line) {
    check(preg_match('/^job worker (\d+) \1$/', $line) === 1, "the worker knows itself: $line");
}
foreach ($workers as $number => $pid) {
    $slot = $number + 1;
    $fleet->awaitLog("/debug +worker#\\d +$pid  log: from: worker, extra: job of $pid\\n/");
}
check(!file_exists('/nowhere/to/be/found'), 'the path of a line is ignored');

$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 3 of 3 renewed/');
check(!array_intersect($fleet->waitWorkers(3), $workers), 'USR1 renews every worker');
check(count(glob("$dir/naruto.pipe*")) === 4, 'a pipe for each');
file_put_contents("$dir/naruto.pipe$fleet->pid", 'reload');
$fleet->awaitLog('/generation 3/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'USR2 ends with 0');
check(str_starts_with($fleet->output(), "after $fleet->pid\n"), 'and the script goes on in the master');
check(!str_contains($fleet->output() . $fleet->log(), 'secret'), 'the password shows nowhere');
check(!file_exists($dir), 'nothing is left in /tmp/');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
