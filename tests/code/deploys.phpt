--TEST--
releases are deployed by a link under load: good ones serve within a second, bad ones are refused and run no job
--DESCRIPTION--
14 of them, six broken in different ways; NARUTO_TEST_RELEASES=50 makes it more. Each job is done once.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/releases.inc';

$number = (int) (getenv('NARUTO_TEST_RELEASES') ?: 14);
$step = intdiv($number, 7);
$broken = array_combine(range($step, 6 * $step, $step), [
    ['PHP Parse error: syntax error', ['library' => 'function {']],
    ['PHP Fatal error: Uncaught Exception: no database', ['before' => 'throw new Exception("no database")']],
    ['unknown setting "startNumb"', ['settings' => '["startNumb" => 3]']],
    ['the script has ended by exit(3) before its run()', ['before' => 'exit(3)']],
    ['RuntimeException: no queue', ['chain' => '->onWorkerStart(fn () => throw new RuntimeException("no queue"))']],
    ['LogicException: first job', ['job' => 'throw new LogicException("first job")']],
]);
$releases = new Releases();
$identity = $releases->identity();
$slowest = 0;
$descriptors = [];
for ($release = 2; $release <= $number; $release++) {
    [$wanted, $parts] = $broken[$release] ?? [null, []];
    $releases->deploy($release, ...$parts);
    $refused = $releases->reload();
    if ($wanted) {
        check(str_contains($refused, $wanted), "release $release is refused with \"$wanted\", not with \"$refused\"");
    } else {
        check($refused === '', "release $release is taken: $refused");
        $releases->fleet->until(fn () => $releases->offer(1) ?? glob("$releases->home/done/*.$release.*"), "release $release serves");
        $slowest = max($slowest, hrtime(true) / 1e9 - $releases->begun);
    }
    $descriptors[] = $releases->descriptors();
}
check($releases->identity() === $identity, 'the master, its lock and its pipe are the same');
check(end($descriptors) <= max(array_slice($descriptors, 0, 5)), 'its descriptors do not grow: ' . implode(' ', $descriptors));
$releases->checkJobs();
$ran = $releases->ran();
foreach (array_keys($broken) as $nth => $release) {
    $workers = $ran[$release] ?? 0;
    check($workers === ($nth === 5 ? 1 : 0), "release $release has run in $workers workers");
}
check($slowest < 10, "the slowest good release serves after $slowest s");
if (getenv('NARUTO_TEST_RELEASES')) {
    printf("%d releases, the slowest good one served after %.2f s\n", $number, $slowest);
}
$releases->end();
echo "Done\n";
?>
--EXPECTF--
%ADone
