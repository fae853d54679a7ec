--TEST--
messages each way under reloads, and with workers that are killed: each is delivered once or reported as not delivered, in order
--DESCRIPTION--
1 000 each way; NARUTO_TEST_MESSAGES=10000 tests/run tests/messages makes it more, and NARUTO_TEST_FIGURES is a file for what was
measured.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$number = (int) (getenv('NARUTO_TEST_MESSAGES') ?: 1000);
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
const NUMBER = ' . $number . ';
$manager = new Naruto\Manager(["startNum" => 4, "hangupLoopMicrotime" => 0]);
// Each worker writes down what it got in one write, so nothing is lost here.
$manager->onWorkerStart(fn ($worker) => $worker->onMessage(fn ($text) => file_put_contents(HOME . "/got", "$worker->name $worker->pid $text\n", FILE_APPEND)));
$sent = $taken = $refused = 0;
$answers = fopen(HOME . "/answers", "a");
$manager->onMessage(function (string $text, Naruto\Worker $from) use ($manager, &$sent, &$taken, $answers) {
    fwrite($answers, "$from->name $from->pid $text\n");
    // What the workers say keeps the master sending.
    if (mt_rand(0, 1) && $sent < NUMBER) {
        $sent++;
        $taken += $manager->send("$sent", "worker#" . mt_rand(1, 4));
        if ($sent === NUMBER) {
            tell("taken $taken");
        }
    }
});
$manager->run(function (Naruto\Worker $worker) {
    for ($n = 0; $worker->running(); ) {
        // A full pipe is told, and is no loss.
        if ($worker->send("" . ++$n)) {
            file_put_contents(HOME . "/sent", "$worker->name $worker->pid $n\n", FILE_APPEND);
        }
        $worker->wait(mt_rand(0, 2000) / 1e6);
    }
});
');
$fleet->awaitLog('/ started: /');
$kills = 0;
while (!$fleet->told('/^taken/')) {
    // By the master, and one alone by a signal; now and then one is killed.
    $fleet->write($fleet->pid, "reload\n");
    nap(0.02);
    if ($workers = $fleet->workers()) {
        $kill = mt_rand(0, 9) === 0;
        $kills += (int) (posix_kill($workers[array_rand($workers)], $kill ? SIGKILL : SIGUSR1) && $kill);
    }
}
$lines = fn (string $file): array => file("$fleet->home/$file", FILE_IGNORE_NEW_LINES);
// Theirs goes on for a while.
$fleet->until(function () use ($fleet, $number, $lines) {
    $fleet->write($fleet->pid, 'reload worker#' . mt_rand(1, 4) . "\n");
    return count($lines('sent')) >= $number;
}, "$number messages of workers", 60);
$fleet->signal(SIGUSR2);
check($fleet->wait(60) === 0, 'the fleet ends with 0');

// Down: of what was taken, each arrived once, or its loss is in the log.
$taken = (int) substr($fleet->told('/^taken/')[0], 6);
$got = $lines('got');
preg_match_all('/ dropped: (\d+) messages? to worker#\d \(pid \d+\) not delivered/', $fleet->log(), $lost);
$lost = array_sum($lost[1]);
// One that is killed in its callback got a message and did not come to writing it down.
$cut = $taken - count($got) - $lost;
check($cut >= 0 && $cut <= $kills, count($got) . " delivered, $lost reported of $taken taken, with $kills kills");
check($taken > $number / 2, "most were taken: $taken");
check(count(array_unique(array_map(fn ($line) => explode(' ', $line)[2], $got))) === count($got), 'none came twice');
check($kills > 0 || $lost === 0, "nothing is lost but by a kill: $lost");

// Up: what a worker was told has gone is there, once. One killed between the two lines has sent one more than it has noted.
$answers = $lines('answers');
$sent = $lines('sent');
check(array_diff($sent, $answers) === [], 'all have arrived that were sent: ' . json_encode(array_slice(array_diff($sent, $answers), 0, 3)));
check(count($answers) === count(array_unique($answers)), 'none came twice');
check(count($answers) - count($sent) <= $kills, 'nothing came that was not sent');
foreach (['got' => $got, 'answers' => $answers] as $what => $all) {
    $last = [];
    foreach ($all as $line) {
        [$name, $pid, $n] = explode(' ', $line);
        check($n > ($last[$pid] ?? 0), "$what of $name in order: $n after " . ($last[$pid] ?? 0));
        $last[$pid] = (int) $n;
    }
    check(count($last) > 8, "$what: many workers took part");
}
$fleet->clean();
file_put_contents(getenv('NARUTO_TEST_FIGURES') ?: '/dev/null', sprintf(
    "down: %d taken, %d delivered, %d reported as lost with %d kills; up: %d sent, %d arrived\n", $taken, count($got), $lost, $kills, count($sent), count($answers),
), FILE_APPEND);
echo "Done\n";
?>
--EXPECT--
Done
