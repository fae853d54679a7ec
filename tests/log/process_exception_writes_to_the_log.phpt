--TEST--
ProcessException::info, debug and error write to the fleet's log; error ends with status 1
--DESCRIPTION--
The log of 0.5: what is under msg, with its names; path is ignored.
--FILE--
<?php
require __DIR__ . '/lines.inc';

$fleet = Fleet::start('<?php
    use Naruto\ProcessException;
    class Mine extends ProcessException {}
    ProcessException::info(["msg" => ["before" => "the fleet"], "path" => "/no/such/path"]);
    $manager = new Naruto\Manager(["startNum" => 2, "logLevel" => "debug", "hangupLoopMicrotime" => 5000]);
    Mine::info(["msg" => ["inherited"]]);
    $manager->run(function ($worker) {
        static $job = 0;
        if ($job++ === 0 && $worker->id === 1 && @mkdir("once")) {
            ProcessException::debug(["msg" => ["from" => $worker->type, "pid" => 5, "no name", "half" => 0.5, "no" => false, "null" => null]]);
            ProcessException::info(["msg" => "plain text"]);
            ProcessException::info(["msg" => ["two\nlines", "control \x1b[31m", "wide 张伟", "bytes \xff"]]);
            ProcessException::info(["msg" => ["k\xffy" => "a key of bytes"]]);
            ProcessException::info(["msg" => [str_repeat("é", 4000)]]);
            $text = "a reference"; ProcessException::info(["msg" => ["it" => &$text]]);
            ProcessException::error(["msg" => ["from" => "worker", "error" => "no disk"]]);
            ProcessException::info(["msg" => ["never"]]);
        }
    });
    ProcessException::error(["msg" => ["the script"]]);
    echo "never";');
$fleet->awaitLog('/ error   worker#1 .* log: from: worker, error: no disk$/m');
$fleet->awaitLog('/ warning master .* died: worker#1 \(pid \d+\) by exit\(1\)/');
$fleet->awaitLog('/ info    worker#1 .* ready: /');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 1, 'error() ends the script with 1');
check($fleet->output() === '', 'and at once');
$lines = lines($fleet->log());
foreach ([
    "info script $fleet->pid log: before: the fleet",
    "info script $fleet->pid log: inherited",
    'debug worker#1 \d+ log: from: worker, pid: 5, no name, half: 0\.5, no: false, null: .*',
    'info worker#1 \d+ log: plain text',
    'info worker#1 \d+ log: two⏎lines, control \?\[31m, wide 张伟, bytes �',
    'info worker#1 \d+ log: k�y: a key of bytes',
    'info worker#1 \d+ log: é{1900,}…',
    'info worker#1 \d+ log: it: a reference',
    'error worker#1 \d+ log: from: worker, error: no disk',
    'error (script|master) \d+ log: the script',
] as $wanted) {
    $said = array_filter($lines, fn ($line) => preg_match("~^$wanted$~u", "$line[level] $line[who] $line[pid] $line[event]: $line[sentence]"));
    check(count($said) === 1, "the log says once: $wanted");
}
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
