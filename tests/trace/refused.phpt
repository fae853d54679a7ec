--TEST--
who is gone, is no PHP, or runs another build is refused by name; a PHP that is no relative is traced by its own address
--FILE--
<?php
require __DIR__ . '/traced.inc';

$fleet = Fleet::start(<<<'CODE'
    <?php
    require getenv('IN_WORKER');
    $own = Naruto\Testing\engine();
    $trace = function (string $who, int $pid, mixed ...$engine): void {
        try {
            tell("$who: " . implode(' ', Naruto\Testing\trace($pid, ...$engine)['lines']));
        } catch (Naruto\ProcessException $refused) {
            tell("$who refused: " . $refused->getMessage());
        }
    };

    $gone = proc_open(['true'], [], $pipes);
    $pid = proc_get_status($gone)['pid'];
    proc_close($gone);
    $trace('gone', $pid);

    $zombie = pcntl_fork();
    if (!$zombie) {
        exit(0);
    }
    while (!str_contains(file_get_contents("/proc/$zombie/stat"), ') Z ')) {
        nap(0.001);
    }
    $trace('zombie', $zombie);
    pcntl_waitpid($zombie, $status);

    $other = proc_open(['cat'], [['pipe', 'r'], ['pipe', 'w']], $pipes);
    fwrite($pipes[0], '1');
    fread($pipes[1], 1);
    $pid = proc_get_status($other)['pid'];
    $trace('no PHP', $pid);
    proc_terminate($other);
    proc_close($other);

    $child = pcntl_fork();
    if (!$child) {
        doze();
    }
    $trace('another build', $child, $own['globals'], $own['build'] ^ 1);
    $trace('nowhere', $child, 0, $own['build']);
    $trace('astray', $child, $own['globals'] + 8, $own['build']);
    $trace('crooked', $child, $own['globals'] + 1, $own['build']);
    posix_kill($child, SIGKILL);
    pcntl_waitpid($child, $status);
    tell('end');
    CODE, ['env' => ['NARUTO_FAULT' => 'trace']]);
$fleet->awaitTold('/^end$/');
check($fleet->wait() === 0, 'the script ends');
$told = preg_replace('/PHP [\d.]+\S* \(\S+\) with naruto \S+, build [0-9a-f]{8}/', 'BUILD', array_slice($fleet->told(), 0, -1));
$expected = [
    'gone refused: the process has ended',
    'zombie refused: the process has ended',
    'no PHP refused: no PHP script runs there',
    'another build refused: it runs BUILD, whose memory BUILD does not know: restart the fleet',
    'nowhere refused: no PHP script runs there',
    'astray refused: no PHP script runs there',
    'crooked refused: no PHP script runs there',
];
check($told === $expected, "they are refused:\n" . implode("\n", $told));
$fleet->clean();

$stranger = Fleet::start(<<<'CODE'
    <?php
    require getenv('IN_WORKER');
    if (isset($argv[1])) {
        tell('seen ' . json_encode(Naruto\Testing\trace(...array_map(intval(...), array_slice($argv, 1)))['lines']));
        exit(0);
    }
    $own = Naruto\Testing\engine();
    tell("there $own[globals] $own[build]");
    hold('end');
    CODE, ['env' => ['NARUTO_FAULT' => 'trace']]);
[$told] = $stranger->awaitTold('/^there /');
[, $globals, $build] = explode(' ', $told);
$tracer = $stranger->again([(string) $stranger->pid, $globals, $build]);
check($tracer->wait() === 0, 'the other one ends: ' . $tracer->log());
[$told] = $stranger->awaitTold('/^seen /');
$lines = json_decode(substr($told, strlen('seen ')), true);
check(str_ends_with(implode("\n", array_slice($lines, -2)), " $stranger->script(9): hold()\n#" . count($lines) - 1 . ' {main}'), "its calls are seen: $told");
$stranger->open('end');
check($stranger->wait() === 0, 'the traced one ends');
$stranger->clean();
echo "Done\n";
?>
--EXPECT--
Done
