--TEST--
a job in an endless loop gets a TimeoutException at its deadline; caught, the same worker does the next job
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
function generator() { while (true) { yield 1; } }
$loops = [
    "loop" => function () { while (true) {} },
    "generator" => function () { foreach (generator() as $one) {} },
    "fiber" => function () { (new Fiber(function () { while (true) {} }))->start(); },
    "callback" => function () { array_map(function () { while (true) {} }, [1]); },
    "include" => function () { include HOME . "/endless.php"; },
    "sleep" => function () { sleep(1000); },
];
file_put_contents(HOME . "/endless.php", "<?php while (true) {}");
(new Naruto\Manager(["startNum" => 1, "jobTimeout" => 0.2, "hangupLoopMicrotime" => 1000]))
    ->run(function (Naruto\Worker $worker) use ($loops) {
        $name = array_keys($loops)[$worker->jobs] ?? null;
        if ($name === null) {
            tell("done $worker->pid");
            $worker->deadline(INF);
            hold("end");
            return;
        }
        $finally = false;
        $begun = clock();
        try {
            try {
                $loops[$name]();
            } finally {
                $finally = true;
            }
        } catch (Naruto\TimeoutException $timeout) {
            $after = clock() - $begun;
            tell("$name $worker->pid " . json_encode([$finally, $after, $timeout instanceof Naruto\ProcessException, $timeout->getMessage()]));
        }
    });
');
[$done] = $fleet->awaitTold('/^done/');
$pid = substr($done, 5);
$names = ['loop', 'generator', 'fiber', 'callback', 'include', 'sleep'];
foreach ($names as $number => $name) {
    $line = $fleet->told()[$number];
    check(str_starts_with($line, "$name $pid ["), "one worker has done them all: $line");
    [$finally, $after, $is, $message] = json_decode(strstr($line, '['));
    check($finally && $is, "$name: finally has run, and it is a ProcessException");
    check($after >= 0.2 && $after < 2, "$name: after 0.2 s and not later: $after");
    check(preg_match('/^the job has run for (\d+ ms|[\d.]+ s) and is out of time$/', $message) === 1, "$name: $message");
}
// The last one has taken its deadline away.
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(!preg_match('/ (died|killed|waiting): /', $fleet->log()), 'nobody has died of it: ' . $fleet->log());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
