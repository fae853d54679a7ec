--TEST--
a turn whose wait for work came back empty is no job; one with work is, and is timed from when it has it
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1, "jobTimeout" => 0.3, "hangupLoopMicrotime" => 1000]))
    ->run(function (Naruto\Worker $worker) {
        static $turns;
        [$left, $right] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        $turns ??= [
            "empty fetches" => fn () => array_map(fn ($none) => $worker->idle(fn () => $none), [false, null, [], ""]),
            "a fetch of 0" => fn () => $worker->idle(fn () => 0),
            "a fetch of \"0\"" => fn () => $worker->idle(fn () => "0"),
            "nothing to read" => fn () => $worker->wait(0.001, $left),
            "something to read" => fn () => fwrite($right, "x") && $worker->wait(INF, $left),
            "a pause" => fn () => $worker->wait(0.001),
            "a note after nothing" => fn () => $worker->idle(fn () => null) ?? $worker->note("after all"),
            "a note inside" => fn () => $worker->idle(function () use ($worker) { $worker->note("inside"); return false; }),
            "work, then nothing" => fn () => $worker->idle(fn () => 1) && $worker->idle(fn () => 0) ?: $worker->idle(fn () => []),
            "nothing, then work" => fn () => $worker->idle(fn () => []) ?: $worker->idle(fn () => [1]),
            "a fetch that throws" => function () use ($worker) {
                try {
                    $worker->idle(fn () => throw new Exception("no connection"));
                } catch (Exception) {
                }
            },
            "longer than a job may take" => fn () => $worker->idle(fn () => nap(0.4) ?? 1) && !$worker->wait(0.4),
            "no longer than that after it" => fn () => $worker->wait(0.2) || nap(0.2) || $worker->wait(0.2),
            "too long after it" => function () use ($worker) {
                $worker->idle(fn () => 1);
                try {
                    while (true) {
                    }
                } catch (Naruto\TimeoutException $exception) {
                    tell(get_class($exception));
                }
            },
            "within a fetch" => function () use ($worker) {
                foreach ([$worker->running(...), fn () => $worker->idle(fn () => 1)] as $call) {
                    try {
                        $worker->idle(fn () => $call());
                    } catch (Throwable $throwable) {
                        tell(get_class($throwable) . ": {$throwable->getMessage()}");
                    }
                }
            },
        ];
        static $last, $before = 0;
        if ($last !== null) {
            tell("$last: " . $worker->jobs - $before);
        }
        if ($turns === []) {
            hold("end");
            return;
        }
        $before = $worker->jobs;
        $last = array_key_first($turns);
        $turn = array_shift($turns);
        $turn();
    });
');
$fleet->awaitTold('/^within a fetch: /', 1, 20);
echo implode("\n", $fleet->told()), "\n";
$fleet->open('end');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
?>
--EXPECT--
empty fetches: 0
a fetch of 0: 1
a fetch of "0": 1
nothing to read: 0
something to read: 1
a pause: 1
a note after nothing: 1
a note inside: 1
work, then nothing: 1
nothing, then work: 1
a fetch that throws: 0
longer than a job may take: 1
no longer than that after it: 1
Naruto\TimeoutException
too long after it: 1
Naruto\ProcessException: a fetch is on its way; running() cannot be called from within idle()
Naruto\ProcessException: a fetch is on its way; idle() cannot be called from within
within a fetch: 0
