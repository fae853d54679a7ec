--TEST--
note(): cut at 127 bytes between two characters, control characters as ?, gone with its job; not on a handle
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$notes = [
    "plain" => "order 88190 张伟",
    "empty" => "",
    "full" => str_repeat("a", 127),
    "long" => str_repeat("a", 128),
    "between" => str_repeat("ä", 64),
    "wide" => str_repeat("😀", 32),
    "control" => "a\nb\tc\0d\x1b[31me\x7ff\u{85}g\u{2028}h",
    "bytes" => "a\xffb\xc3",
    "huge" => str_repeat("x", 1 << 20),
];
$manager = new Naruto\Manager(["startNum" => 1, "hangupLoopMicrotime" => 1000]);
foreach ($notes as $group => $note) {
    $manager->group($group, [], function ($worker) use ($note) {
        if (@mkdir(HOME . "/once-$worker->group")) {
            $worker->note("something else");
            $worker->note($note);
            exit(3);
        }
        hold("end");
    });
}
// The note of one job is not that of the next, call by call or in turns; a note of the start is of no job.
$manager->group("calls", [], function ($worker) {
    if ($worker->jobs < 2) {
        $worker->note("call $worker->jobs");
    } elseif (@mkdir(HOME . "/once-calls")) {
        exit(3);
    } else {
        hold("end");
    }
});
$manager->group("turns", [], function ($worker) {
    $worker->note("the call");
    for ($turn = 0; $worker->running(); $turn++) {
        if ($turn < 2) {
            $worker->note("turn $turn");
        } elseif (@mkdir(HOME . "/once-turns")) {
            exit(3);
        } else {
            hold("end");
        }
    }
});
// Somebody is there whenever one has died.
$manager->group("stays", [], function () { hold("end"); });
$manager->onWorkerStart(function ($worker) { $worker->note("starts"); });
$manager->onWorkerExit(function ($exit) {
    global $first;
    tell("$exit->group " . json_encode([$exit->note, (string) $exit, $exit->jobs], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS | JSON_INVALID_UTF8_SUBSTITUTE));
    if ($exit->group !== "plain") {
        return;
    }
    foreach ($GLOBALS["manager"]->workers as $worker) {
        foreach (["note" => "x", "deadline" => 1.0] as $method => $argument) {
            try {
                $worker->$method($argument);
                tell("refused nothing");
            } catch (Naruto\ProcessException $refusal) {
                tell("refused $method: " . $refusal->getMessage());
            }
        }
        break;
    }
});
$manager->run();
');
$expected = [
    'plain' => 'order 88190 张伟', 'empty' => '', 'full' => str_repeat('a', 127), 'long' => str_repeat('a', 127),
    'between' => str_repeat('ä', 63), 'wide' => str_repeat('😀', 31), 'control' => "a?b?c?d?[31me?f?g\u{2028}h",
    'bytes' => "a\u{fffd}b\u{fffd}", 'huge' => str_repeat('x', 127), 'calls' => '', 'turns' => '',
];
foreach ($expected as $group => $note) {
    [$line] = $fleet->awaitTold("/^$group /");
    [$told, $sentence, $jobs] = json_decode(substr($line, strlen($group) + 1));
    check($told === $note, "$group: the note is $note, not $told");
    $where = $note === '' ? 'in a job' : "in \"$note\"";
    check(preg_match("~^$group#1 \\(pid \\d+\\) died by exit\\(3\\), " . preg_quote($where) . ' after [\d.]+ m?s$~u', $sentence) === 1, "$group: the sentence: $sentence");
    check($jobs === (in_array($group, ['calls', 'turns']) ? 2 : 0), "$group has done $jobs jobs");
}
$refused = $fleet->awaitTold('/^refused/', 2);
$why = 'only the worker itself can do this, and this is a handle on another process';
check($refused === ["refused note: $why", "refused deadline: $why"], 'not on a handle: ' . implode("\n", $refused));
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
