--TEST--
with logFormat json every line of a whole life is one object, its keys in their order, numbers as numbers
--FILE--
<?php
require __DIR__ . '/lines.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    use Naruto\ProcessException;
    (new Naruto\Manager(["startNum" => 2, "name" => "shop", "logFormat" => "json", "logLevel" => "debug", "hangupLoopMicrotime" => 10000]))->run(function ($worker) {
        if ($worker->id !== 2) { return; }
        if (@mkdir("said")) {
            ProcessException::info(["msg" => ["two\nlines", "a \"quote\"", "control \x1b[31m", "wide 张伟 🦀", "bytes \xff"]]);
            foreach (["x", "é", "\"", "\x01", "🦀", "a\n"] as $part) {
                ProcessException::info(["msg" => [str_repeat($part, 5000)]]);
            }
        }
        match (true) {
            @mkdir("thrown") => $worker->note("order 5") ?? throw new DomainException("no\nroute \xff"),
            @mkdir("exited") => exit(3),
            @mkdir("turned") => null,
            @mkdir("killed") => [nap(0.05), posix_kill(getmypid(), SIGKILL)],
            default => null,
        };
    });');
$fleet->awaitLog('/ by SIGKILL.*\n(.*\n)*.*"who":"worker#2".*"event":"ready"/');
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/"2 of 2 renewed/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');

$lines = objects($fleet->log());
check(array_unique(array_column($lines, 'name')) === ['shop'], 'all are of this fleet');
check(count(array_unique(array_column($lines, 'who'))) === 3, 'the master and two workers speak');
$of = fn (string $event, string $who) => array_values(array_filter($lines, fn ($line) => $line['event'] === $event && $line['who'] === $who));

[$said] = $of('log', 'worker#2');
check($said['message'] === "two\nlines, a \"quote\", control \x1b[31m, wide 张伟 🦀, bytes \u{fffd}", "what was said: $said[message]");
$long = array_slice($of('log', 'worker#2'), 1);
check(count($long) === 6, 'long ones are there');
foreach ($long as $line) {
    check(preg_match('/^(.+?)\1*…$/su', $line['message']) === 1, 'they are cut between two characters');
    check(strlen(json_encode($line, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES)) > 4080, 'and no earlier than they must');
}

[$thrown] = $of('died', 'worker#2');
check($thrown['level'] === 'error' && str_starts_with($thrown['message'], "DomainException: no\nroute \u{fffd} in "), "the exception is told: $thrown[message]");
unset($thrown['time'], $thrown['busy'], $thrown['message']);
$wanted = ['level' => 'error', 'name' => 'shop', 'who' => 'worker#2', 'pid' => $thrown['pid'], 'event' => 'died', 'worker' => 'worker#2',
    'worker_pid' => $thrown['pid'], 'cause' => 'exception', 'note' => 'order 5', 'jobs' => 0, 'generation' => 1];
check($thrown === $wanted, 'by the worker itself, as any other death: ' . json_encode($thrown));
[$exited, $killed] = $of('died', 'master');
check(!isset($exited['signal']) && $exited['cause'] === 'exit', 'who exits has no signal');
[$pid, $busy] = [$killed['worker_pid'], $killed['busy']];
check($busy >= 0.05 && $busy < 10, "it was at its job for $busy s");
unset($killed['time'], $killed['busy']);
check(preg_match("/^worker#2 \\(pid $pid\\) by SIGKILL, in a job after /", $killed['message']) === 1, "the sentence is there: $killed[message]");
$killed['message'] = '';
$wanted = ['level' => 'warning', 'name' => 'shop', 'who' => 'master', 'pid' => $fleet->pid, 'event' => 'died', 'message' => '',
    'worker' => 'worker#2', 'worker_pid' => $pid, 'cause' => 'signal', 'signal' => 'SIGKILL', 'jobs' => 1, 'generation' => 1];
check($killed === $wanted, 'a death says all of it: ' . json_encode($killed));
$left = array_filter($of('left', 'master'), fn ($line) => $line['cause'] === 'reload');
check(count($left) === 2 && array_unique(array_column($left, 'generation')) === [1], 'who left for the reload was of the first generation');
check($of('reload', 'master')[1]['generation'] === 2, 'the reload says the new generation');
$ended = end($lines);
check($ended['event'] === 'ended' && $ended['jobs'] > 0, 'the end is told last, with its jobs');
$fleet->clean();

// On a terminal too: a machine does not know the date.
$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 1, "logFormat" => "json"]))->run(fn () => 0);',
    ['under' => ['sh', '-c', 'exec script -qec "$*" /dev/null', 'sh']]);
$fleet->until(fn () => str_contains($fleet->output(), '"event":"started"'), 'the start on a terminal');
$line = current(preg_grep('/started/', explode("\r\n", $fleet->output())));
objects("$line\n");
$fleet->pid = json_decode($line, true)['pid'];
$fleet->signal(SIGUSR2);
$fleet->wait();
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
