--TEST--
the README's words for events are the closed list, and its line of JSON is what a death looks like
--FILE--
<?php
require __DIR__ . '/../log/lines.inc';
require __DIR__ . '/readme.inc';

preg_match('/closed list, for grep: (.*?)\./s', readme(), $list);
check(implode('|', code($list[1] ?? '')) === EVENTS, 'the words are those that every line of the tests has');

[$shown] = objects(blocks('json')[0]);
$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["logFormat" => "json", "hangupLoopMicrotime" => 0]))->run(function ($worker) {
    static $job = 0;
    nap(0.001);
    if ($worker->id === 3 && ++$job > 12 && @mkdir("killed")) { posix_kill(getmypid(), SIGKILL); } });');
$fleet->awaitLog('/"event":"died".*\n/');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$died = current(array_filter(objects($fleet->log()), fn ($line) => $line['event'] === 'died'));
check(shape($died['message']) === shape($shown['message']), "the sentence is $died[message]");
$same = ['time' => '', 'pid' => 0, 'worker_pid' => 0, 'busy' => 0, 'message' => ''];
check($same + $died === $same + $shown, 'the rest is ' . json_encode($died));
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
