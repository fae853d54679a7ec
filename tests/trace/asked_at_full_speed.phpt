--TEST--
a master that is asked for traces of workers at full speed answers each, opens nothing that it does not close, and disturbs no job
--DESCRIPTION--
More of them, with the figures in a file: NARUTO_TEST_TRACES=100000 NARUTO_TEST_FIGURES=/tmp/figures tests/run tests/trace/asked_at_full_speed.phpt
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/asked.inc';

$number = (int) (getenv('NARUTO_TEST_TRACES') ?: 2000);
$fleet = Fleet::start(__DIR__ . '/full_speed.inc');
$fleet->awaitTold('/^hot /', 2);
$workers = $fleet->workers();
$descriptors = fn () => scandir("/proc/$fleet->pid/fd");

/** What the tool does, without a php of its own each time. */
$answer = $fleet->dir() . '/answer.' . getmypid();
posix_mkfifo($answer, 0600);
$reader = fopen($answer, 'r+');
$pipe = fopen($fleet->pipe($fleet->pid), 'r+');
$asked = function (string $worker) use ($reader, $pipe, $answer): array {
    fwrite($pipe, "\ntrace $worker >" . basename($answer) . "\n");
    [$status, $json] = explode(' ', fgets($reader), 2);
    check($status === '0', "it is answered: $status $json");
    return json_decode($json, true, 512, JSON_THROW_ON_ERROR);
};
$before = $descriptors();
$begin = clock();
$ends = $depths = [];
for ($time = 0; $time < $number; $time++) {
    $traced = $asked('worker#' . $time % 2 + 1);
    $ends[] = $traced['refused'] ?: ($traced['frames'] ? $traced['end'] : 'nothing');
    $depths[] = count($traced['frames']);
}
$took = clock() - $begin;
$ends = array_count_values($ends);
// Its last answer is here before it has closed the pipe of it.
$fleet->until(fn () => $descriptors() === $before, 'the descriptors that there were before');
check(array_diff_key($ends, ['whole' => 1, 'lost' => 1, 'tooDeep' => 1, 'nothing' => 1]) === [], 'none was refused: ' . json_encode($ends));
check(($ends['whole'] ?? 0) > $number * 0.9, 'nearly all of them show something: ' . json_encode($ends));
check(count(array_unique($depths)) >= 5, 'also what is deep in calls: ' . json_encode(array_count_values($depths)));
if ($file = getenv('NARUTO_TEST_FIGURES')) {
    file_put_contents($file, sprintf("%d traces asked for in %.1f s, %s\n", $number, $took, json_encode($ends)), FILE_APPEND);
}
unlink($answer);

check($fleet->workers() === $workers, 'the workers are the same');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check($fleet->told('/^wrong/') === [], 'each job had the right result');
$done = array_sum(array_map(fn ($line) => (int) substr($line, strlen('done ')), $fleet->told('/^done /')));
$counted = preg_match('/, no job was cut, ([\d ]+) jobs done$/m', $fleet->log(), $found) ? str_replace(' ', '', $found[1]) : 'none';
check($counted === (string) $done, "all $done jobs are counted:\n" . $fleet->log());
check(!preg_match('/ (died|left|killed|dropped): /', $fleet->log()), "nobody has died:\n" . $fleet->log());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
