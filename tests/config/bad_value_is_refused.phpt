--TEST--
a value of the wrong type or range is refused with key, wanted and got
--FILE--
<?php
require __DIR__ . '/settings.inc';

$unfit = fn (string $key, mixed $value, string $wanted, string $got) =>
    refused([$key => $value], "$key: wanted $wanted, got $got; nothing has been started");

foreach (['startNum', 'worker_num'] as $key) {
    $wanted = "a whole number from 1 to 100000 or 'auto'";
    $unfit($key, 0, $wanted, 'int 0');
    $unfit($key, -1, $wanted, 'int -1');
    $unfit($key, 100001, $wanted, 'int 100001');
    $unfit($key, 2.5, $wanted, 'float 2.5');
    $unfit($key, '', $wanted, 'string ""');
    $unfit($key, '4 workers', $wanted, 'string "4 workers"');
    $unfit($key, true, $wanted, 'bool true');
    $unfit($key, [4], $wanted, 'array');
    $unfit($key, new ArrayObject(), $wanted, 'ArrayObject');
    $unfit($key, STDIN, $wanted, 'resource');
}
foreach (['hangupLoopMicrotime', 'hangup_loop_microtime'] as $key) {
    $unfit($key, -1, 'a whole number of microseconds, 0 and up', 'int -1');
    $unfit($key, 0.5, 'a whole number of microseconds, 0 and up', 'float 0.5');
}
foreach (['terminateGrace', 'stopGrace'] as $key) {
    $unfit($key, -1, 'seconds, 0 (none) and up, or INF', 'int -1');
    $unfit($key, NAN, 'seconds, 0 (none) and up, or INF', 'float NAN');
    $unfit($key, 'soon', 'seconds, 0 (none) and up, or INF', 'string "soon"');
}
$unfit('orphanGrace', INF, 'seconds, 0 and up', 'float INF');
$unfit('minUptime', -0.5, 'seconds, 0 and up', 'float -0.5');
$unfit('bootTimeout', false, 'seconds, 0 (off) and up', 'bool false');
foreach (['a/b' => '"a/b"', "a\nb" => '"a\nb"', str_repeat('x', 65) => '"' . str_repeat('x', 60) . '"… (65 bytes)'] as $name => $shown) {
    $unfit('name', $name, "text of 1 to 64 bytes, printable and without '/'", "string $shown");
}
$unfit('name', 5, "text of 1 to 64 bytes, printable and without '/'", 'int 5');
$unfit('logFormat', 'xml', "'text' or 'json'", 'string "xml"');
$unfit('logLevel', 'loud', "'debug' or 'info' or 'warning' or 'error'", 'string "loud"');
foreach ([0400, 01777, 0] as $mode) {
    $unfit('pipeMode', $mode, 'permissions from 0600 to 0777 with which the owner can read and write', "int $mode");
}
$unfit('pipeMode', 'rw', 'permissions from 0600 to 0777 with which the owner can read and write', 'string "rw"');
$unfit('callable', 5, 'something that can be called', 'int 5');
$unfit('callable', 'no_such_function', 'something that can be called', 'string "no_such_function"');
$unfit('signalSupport', 5, 'an array of commands and signal numbers', 'int 5');
$unfit('signalSupport', [10], 'an array of commands and signal numbers', 'array');
$unfit('signalSupport', ['relod' => 10], "commands as keys, such as 'reload' or 'scale +1'", '"relod"');
$unfit('signalSupport', ['reload' => SIGTERM], 'a signal of its own for each line (0 takes a line away)', "15 for both 'reload' and 'terminate'");
foreach ([SIGKILL, SIGSTOP, SIGCHLD, 32, 65, -1] as $signal) {
    refused(['signalSupport' => ['stop' => $signal]], "signalSupport['stop']: wanted a signal from 1 to 64, but not SIGKILL (9), "
        . "SIGCHLD (17), SIGSTOP (19), 32 or 33, got int $signal; nothing has been started");
}
// These two a fleet would use itself, and refused() gives its own.
foreach ([[7, 'int 7'], ["a\0b", 'string "a\0b"'], [[], 'array']] as [$path, $got]) {
    foreach (['pipeDir', 'logFile'] as $key) {
        try {
            new Naruto\Manager([$key => $path]);
            check(false, "$key $got is refused");
        } catch (Naruto\ConfigException $refusal) {
            $text = "$key: wanted a path, got $got; nothing has been started";
            check($refusal->getMessage() === $text, "$text, but: {$refusal->getMessage()}");
        }
    }
}
echo "done\n";
?>
--EXPECT--
done
