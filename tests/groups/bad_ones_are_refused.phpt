--TEST--
group() refuses bad names, settings and callables, and says what was wanted; nothing has changed then
--EXTENSIONS--
naruto
--FILE--
<?php
function says(callable $act): void
{
    try {
        $act();
        echo "taken\n";
    } catch (Throwable $refusal) {
        echo get_class($refusal), ': ', addcslashes($refusal->getMessage(), "\0..\37\177..\377"), "\n";
    }
}
$job = fn () => null;
$manager = new Naruto\Manager(['startNum' => 2]);

echo "names\n";
foreach (['', 'two words', 'mail#2', "mail\n", 'pöst', 'a.b', '*', str_repeat('x', 33)] as $name) {
    says(fn () => $manager->group($name, [], $job));
}
says(fn () => $manager->group(str_repeat('x', 32), [], $job));

echo "settings\n";
foreach ([
    ['startnum' => 2], ['jobTimout' => 2], ['nonsense' => 2], [3], ['startNum' => -1], ['startNum' => 'many'],
    ['maxMemory' => '1 elephant'], ['jobTimeout' => NAN], ['killGrace' => -1], ['limitJitter' => 2],
    ['stopSignal' => 9], ['stopSignal' => 99], ['bootTimeout' => 'soon'],
    ['startNum' => 1, 'worker_num' => 2],
    ['pipeDir' => '/tmp'], ['name' => 'x'], ['stopGrace' => 1], ['logFile' => 'x'], ['signalSupport' => []],
] as $config) {
    says(fn () => $manager->group('mail', $config, $job));
}

echo "callables\n";
says(fn () => $manager->group('mail', [], 'no_such_function'));
says(fn () => $manager->group('mail', [], function () { yield 1; }));
says(fn () => $manager->group('mail', []));

echo "twice\n";
says(fn () => $manager->group('mail', [], $job));
says(fn () => $manager->group('mail', [], $job));
says(fn () => $manager->group('worker', [], $job));
// "worker" is the group of what run() is given.
says(fn () => $manager->run($job));
$other = new Naruto\Manager(['callable' => $job]);
says(fn () => $other->group('worker', [], $job));

echo "too many\n";
$many = new Naruto\Manager();
for ($number = 1; $number < 1000; $number++) {
    try {
        $many->group("g$number", [], $job);
    } catch (Naruto\ConfigException $refusal) {
        echo "the {$number}th: ", $refusal->getMessage(), "\n";
        break;
    }
}

// None of these is ever run, of which they warn: another test's business.
?>
--EXPECTF--
names
Naruto\ConfigException: "" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
Naruto\ConfigException: "two words" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
Naruto\ConfigException: "mail#2" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
Naruto\ConfigException: "mail\n" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
Naruto\ConfigException: "p\303\266st" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
Naruto\ConfigException: "a.b" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
Naruto\ConfigException: "*" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
Naruto\ConfigException: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is no group name; wanted letters, digits, _ and -, at most 32; nothing has been started
taken
settings
Naruto\ConfigException: unknown setting "startnum"; did you mean "startNum"? nothing has been started
Naruto\ConfigException: unknown setting "jobTimout"; did you mean "jobTimeout"? nothing has been started
Naruto\ConfigException: unknown setting "nonsense"; nothing has been started
Naruto\ConfigException: settings have names, but one has the number 0; nothing has been started
Naruto\ConfigException: startNum: wanted a whole number from 1 to 100000 or 'auto', got int -1; nothing has been started
Naruto\ConfigException: startNum: wanted a whole number from 1 to 100000 or 'auto', got string "many"; nothing has been started
Naruto\ConfigException: maxMemory: wanted bytes, 0 (off) and up, or text such as '128M' or '1G', got string "1 elephant"; nothing has been started
Naruto\ConfigException: jobTimeout: wanted seconds, 0 (off) and up, got float NAN; nothing has been started
Naruto\ConfigException: killGrace: wanted seconds, 0 (none) and up, or INF, got int -1; nothing has been started
Naruto\ConfigException: limitJitter: wanted a number from 0 to 1, got int 2; nothing has been started
Naruto\ConfigException: stopSignal: wanted a signal from 1 to 64, but not SIGKILL (9), SIGCHLD (17), SIGSTOP (19), 32 or 33, got int 9; nothing has been started
Naruto\ConfigException: stopSignal: wanted a signal from 1 to 64, but not SIGKILL (9), SIGCHLD (17), SIGSTOP (19), 32 or 33, got int 99; nothing has been started
Naruto\ConfigException: bootTimeout: wanted seconds, 0 (off) and up, got string "soon"; nothing has been started
Naruto\ConfigException: startNum and worker_num are the same setting, and both are given; nothing has been started
Naruto\ConfigException: pipeDir is a setting of the manager, not of a group; nothing has been started
Naruto\ConfigException: name is a setting of the manager, not of a group; nothing has been started
Naruto\ConfigException: stopGrace is a setting of the manager, not of a group; nothing has been started
Naruto\ConfigException: logFile is a setting of the manager, not of a group; nothing has been started
Naruto\ConfigException: signalSupport is a setting of the manager, not of a group; nothing has been started
callables
TypeError: Naruto\Manager::group(): Argument #3 ($callable) must be a valid callback, function "no_such_function" not found or invalid function name
Naruto\ConfigException: the callable contains yield, so calling it makes a generator and runs nothing; move the yield into a function that the callable calls
ArgumentCountError: Naruto\Manager::group() expects exactly 3 arguments, 2 given
twice
taken
Naruto\ConfigException: there is a group "mail" already; nothing has been started
taken
Naruto\ConfigException: there is a group "worker" already; nothing has been started
Naruto\ConfigException: there is a group "worker" already; nothing has been started
too many
the 64th: there are 64 groups at most; nothing has been started
%A
