--TEST--
a message arrives between two jobs, in a wait and in the pause, to whom it was sent, as it was written; what is no message is refused
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 3600000000]);
$listen = fn (Naruto\Worker $worker) => $worker->onMessage(fn (string $text) => tell("$worker->name: " . json_encode($text, JSON_UNESCAPED_UNICODE)));
$manager->onWorkerStart($listen);
$manager->group("call", ["startNum" => 1], fn ($worker) => $worker->send("up"));
$manager->group("loop", ["startNum" => 1, "hangupLoopMicrotime" => 0], function ($worker) {
    while ($worker->running()) {
        if (!file_exists(HOME . "/busy")) {
            touch(HOME . "/busy");
            $worker->send("up");
            hold("job");
        }
        nap(0.001);
    }
});
$manager->group("wait", ["startNum" => 2], function ($worker) {
    $worker->send("up");
    $worker->wait(INF);
});
$manager->group("deaf", ["startNum" => 1], function ($worker) {
    $worker->onMessage(null);
    $worker->send("up");
    $worker->wait(INF);
});
$manager->group("stream", ["startNum" => 1], function ($worker) {
    $stop = $worker->stopStream();
    $worker->send("up");
    [$read, $none] = [[$stop], null];
    stream_select($read, $none, $none, null);
    tell("its stream says that it is time to leave");
});
$up = 0;
$manager->onMessage(function (string $text, Naruto\Worker $from) use ($manager, &$up) {
    if ($text !== "up") {
        tell("master: $text from $from->name" . ($manager->workers[$from->pid] === $from ? "" : ", another handle"));
        return;
    }
    if (++$up < 6) {
        return;
    }
    $texts = ["stop", " \t reload ", "\"quoted\"", "张伟 ✓", "0", str_repeat("é", 240)];
    tell("taken by " . json_encode(array_map($manager->send(...), $texts, array_fill(0, 6, "call"))));
    tell("by all " . $manager->send("all"));
    tell("by the group " . $manager->send("group", "wait") . ", by one " . $manager->send("one", "wait#2") . ", by the deaf " . $manager->send("?", "deaf") . ", by the stream " . $manager->send("?", "stream"));
    foreach ([["", ""], ["a\nb", ""], ["a\r", ""], ["\xff", ""], [str_repeat("x", 481), ""], ["x", "nobody"], ["x", "wait#3"], ["x", "no target!"]] as $wrong) {
        try {
            tell("sent: " . $manager->send(...$wrong));
        } catch (Throwable $throwable) {
            tell(get_class($throwable) . ": {$throwable->getMessage()}");
        }
    }
});
try {
    $manager->send("early");
} catch (Naruto\ProcessException $exception) {
    tell($exception->getMessage());
}
$manager->run();
');
$fleet->awaitTold('/no target!/');
$fleet->awaitTold('/^wait#2: "one"/');
check($fleet->told('/^loop#1/') === [], 'nothing comes into a job');
$fleet->open('job');
$fleet->awaitTold('/^loop#1: "all"/');
// Each group in its order.
foreach (['master|early|by |taken|sent|.*Exception|.*Error|no fleet', 'call#1', 'loop#1', 'wait#1', 'wait#2', 'deaf#1', 'stream#1'] as $who) {
    echo implode("\n", $fleet->told("/^(?:$who)/")), "\n";
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(count($fleet->told('/time to leave/')) === 1, 'a stop is still heard by the stream');
check(!preg_match('/ (died|dropped|log): /', $fleet->log()), "nothing was lost: {$fleet->log()}");
$fleet->clean();
?>
--EXPECT--
no fleet is running
taken by [1,1,1,1,1,1]
by all 5
by the group 2, by one 1, by the deaf 1, by the stream 0
ValueError: Naruto\Manager::send(): Argument #1 ($text) must be UTF-8 without line breaks, 1 to 480 bytes; '' given
ValueError: Naruto\Manager::send(): Argument #1 ($text) must be UTF-8 without line breaks, 1 to 480 bytes; a line break given
ValueError: Naruto\Manager::send(): Argument #1 ($text) must be UTF-8 without line breaks, 1 to 480 bytes; a line break given
ValueError: Naruto\Manager::send(): Argument #1 ($text) must be UTF-8 without line breaks, 1 to 480 bytes; bytes that are no UTF-8 given
ValueError: Naruto\Manager::send(): Argument #1 ($text) must be UTF-8 without line breaks, 1 to 480 bytes; 481 bytes given
Naruto\ProcessException: there is no nobody
Naruto\ProcessException: there is no wait#3
Naruto\ProcessException: "no target!" is no target; wanted a group (mail) or one worker (mail#2), or nothing for everyone
call#1: "stop"
call#1: " \t reload "
call#1: "\"quoted\""
call#1: "张伟 ✓"
call#1: "0"
call#1: "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"
call#1: "all"
loop#1: "all"
wait#1: "all"
wait#1: "group"
wait#2: "all"
wait#2: "group"
wait#2: "one"
