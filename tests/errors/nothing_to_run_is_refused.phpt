--TEST--
what is no callable, and a generator function, are refused, and nothing is made
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

class Job
{
    private function hidden(): void {}
    public function lazy(): Generator { yield 1; }
}

$home = (getenv('TMPDIR') ?: sys_get_temp_dir()) . '/nothing-' . getmypid();
$run = fn (mixed $callable) => fn () => (new Naruto\Manager(['pipeDir' => $home, 'logLevel' => 'error']))->run($callable);
$wants = function (callable $do, string $class, string $message) use ($home): void {
    $got = 'nothing';
    try {
        $do();
    } catch (Throwable $thrown) {
        $got = get_class($thrown) . ": {$thrown->getMessage()}";
    }
    check(preg_match("~^$class: $message$~", $got) === 1, "$class: $message, but: $got");
    check(!file_exists($home), 'nothing was made');
    check(children_of(getmypid()) === [], 'nobody was forked');
};

$wants($run(null), 'Naruto\\\\ProcessException', 'nothing to run: .*');
$wants($run('no_such_function'), 'TypeError', 'Naruto\\\\Manager::run\(\): Argument #1 \(\$callable\) must be a valid callback or null, function "no_such_function" not found or invalid function name');
$wants($run([new Job(), 'hidden']), 'TypeError', '.* cannot access private method Job::hidden\(\)');
$wants($run(5), 'TypeError', '.* no array or string given');
foreach ([function () { yield 1; }, [new Job(), 'lazy'], (new Job())->lazy(...)] as $generator) {
    $wants($run($generator), 'Naruto\\\\ConfigException', 'the callable contains yield.*');
    $wants(fn () => new Naruto\Manager(['pipeDir' => $home, 'logLevel' => 'error'], $generator), 'Naruto\\\\ConfigException', 'the callable contains yield.*');
    $wants(fn () => new Naruto\Manager(['pipeDir' => $home, 'logLevel' => 'error', 'callable' => $generator]), 'Naruto\\\\ConfigException', 'the callable contains yield.*');
}
echo "done\n";
?>
--EXPECT--
done
