--TEST--
after a refused reload the old code goes on: the same workers, their dead replaced from it, and status says why
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/releases.inc';

$releases = new Releases();
$fleet = $releases->fleet;
$workers = $fleet->waitWorkers(3);
$releases->deploy(2, library: 'function {');
check(str_contains($releases->reload(), 'PHP Parse error: syntax error, unexpected token "{"'), 'PHP says what is wrong');
check($fleet->waitWorkers(3) === $workers, 'nobody was touched');
check($fleet->moulds() === [], 'no mould is left');
// None of them has a job in hand, which would die with it.
$releases->checkJobs();
posix_kill($workers[0], SIGKILL);
$fleet->until(fn () => !in_array($workers[0], $fleet->workers()) && count($fleet->workers()) === 3, 'the dead one is replaced');
$releases->offer(20);
$releases->checkJobs();
check(array_keys($releases->ran()) === [1], 'by code that works');

// The tool runs the script, too: it needs one that works.
$releases->deploy(3, job: 'exit(0)');
[$status, , $output] = $fleet->command('reload');
check($status === 1, "reload tells by its exit status: $status");
check(
    (bool) preg_match('/^reload refused, generation 1 works on:\nworker#\d \(pid \d+\) left by exit\(0\), in a job after .*\n$/', $output),
    "and in words: $output",
);
[, $json] = $fleet->command('status', '--json');
$shown = json_decode($json, true);
check(str_contains($shown['reloadError'], 'left by exit(0)'), "status has it: {$shown['reloadError']}");
check($shown['generation'] === 1, 'the generation is the old one');
check(array_map(basename(...), $shown['staleFiles']) === ['worker.php'], 'status names what has changed: ' . json_encode($shown));

$releases->deploy(4);
check($releases->reload() === '', 'the next release is taken');
[, $json] = $fleet->command('status', '--json');
$shown = json_decode($json, true);
check($shown['reloadError'] === '' && $shown['generation'] === 2, 'and the error is gone');
check($shown['staleFiles'] === [], 'and nothing is stale');
$releases->checkJobs();
$releases->end();
echo "Done\n";
?>
--EXPECT--
Done
