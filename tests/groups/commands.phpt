--TEST--
reload and scale concern the group or the worker that is named, and nobody else; unknown ones are refused
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]);
function says(string $who, callable $act): void
{
    try {
        $act();
        tell("$who: taken");
    } catch (Throwable $refusal) {
        tell("$who: " . get_class($refusal) . ": " . $refusal->getMessage());
    }
}
function refusals(string $who, Naruto\Manager $manager): void
{
    says("$who 1", fn () => $manager->reload("nobody"));
    says("$who 2", fn () => $manager->reload("nobody#1"));
    says("$who 3", fn () => $manager->reload("mail#0"));
    says("$who 4", fn () => $manager->reload("mail", fresh: true));
    says("$who 5", fn () => $manager->scale(2, "nobody"));
    says("$who 6", fn () => $manager->scale(2));
    says("$who 7", fn () => $manager->scaleBy(1));
    says("$who 8", fn () => $manager->scale(-1, "mail"));
    says("$who 9", fn () => $manager->group("late", [], fn () => null));
    says("$who 10", fn () => $manager->configure(["startNum" => 9]));
}
$job = function ($worker) use ($manager) {
    foreach (glob(HOME . "/gate-$worker->name,*") as $gate) {
        unlink($gate);
        [, $method, $first, $second] = explode(",", $gate) + [3 => ""];
        match ($method) {
            "reload" => $manager->reload($first),
            "scale" => $manager->scale((int) $first, $second),
            "scaleBy" => $manager->scaleBy((int) $first, $second),
            "refusals" => refusals("worker", $manager),
        };
    }
};
$manager->group("mail", [], $job)->group("orders", ["startNum" => 3], $job);
// A master that does not know mail#9 says so; a worker cannot know.
$manager->onWorkerExit(function ($exit) use ($manager) {
    if (!@mkdir(HOME . "/once")) {
        return;
    }
    refusals("master", $manager);
    says("master 11", fn () => $manager->reload("mail#9"));
});
$manager->run($job);
');
$fleet->awaitLog('/ started: 7 workers /');
$expect = function (callable $act, array $renewed, array $here, string $what) use ($fleet): void {
    $before = $fleet->waitNames(count($fleet->workers()));
    $act();
    $after = [];
    $fleet->until(function () use ($fleet, &$after, $before, $renewed, $here) {
        $after = $fleet->waitNames(count($here));
        return array_keys($after) === $here && !array_intersect_assoc(array_intersect_key($after, array_flip($renewed)), $before);
    }, $what);
    $others = array_diff($here, $renewed, array_keys(array_diff_key($after, $before)));
    foreach ($others as $name) {
        check($after[$name] === $before[$name], "$what: $name is not touched");
    }
};
$all = ['mail#1', 'mail#2', 'orders#1', 'orders#2', 'orders#3', 'worker#1', 'worker#2'];
$mail = ['mail#1', 'mail#2'];
$word = fn (string $line) => fn () => $fleet->write($fleet->pid, "$line\n");
$method = fn (string $call) => fn () => $fleet->open($call);
$expect($word('reload mail'), $mail, $all, 'a group is reloaded by a word');
$expect($method('worker#1,reload,mail'), $mail, $all, 'and by a method');
$expect($word('reload mail#2'), ['mail#2'], $all, 'one worker is reloaded by a word');
$expect($method('worker#1,reload,mail#2'), ['mail#2'], $all, 'and by a method');
$expect($word('reload worker'), ['worker#1', 'worker#2'], $all, 'the default group has a name, too');

// 0 parks a group; the others are not touched.
$parked = array_values(array_diff($all, $mail));
$expect($word('scale 0 mail'), [], $parked, 'a group is parked by a word');
$expect($word('reload'), $parked, $parked, 'a reload of all leaves it parked');
$fleet->awaitLog('/ reload: 5 of 5 renewed /');
$expect($word('scale 2 mail'), [], $all, 'and comes back');
$expect($method('orders#1,scale,0,mail'), [], $parked, 'it is parked by a method');
$expect($method('orders#1,scaleBy,1,mail'), [], array_values(array_diff($all, ['mail#2'])), 'one comes back');
$expect($method('orders#1,scale,2,mail'), [], $all, 'and both do');
$expect($word('scale -1 orders'), [], array_values(array_diff($all, ['orders#3'])), 'one less');
$expect($word('scale +1 orders'), [], $all, 'one more');

// Refused, and nobody is touched.
$before = $fleet->waitNames(7);
$words = [
    'scale 3' => 'scale which group\?', 'scale +1' => 'scale which group\?', 'scale 3 nobody' => 'there is no nobody',
    'reload nobody' => 'there is no nobody', 'reload mail#3' => 'there is no mail#3', 'reload nobody#1' => 'there is no nobody#1',
];
foreach ($words as $line => $why) {
    $seen = preg_match_all("/ refused: asked by the pipe: $why$/m", $fleet->log());
    $word($line)();
    $fleet->until(fn () => preg_match_all("/ refused: asked by the pipe: $why$/m", $fleet->log()) > $seen, "$line is refused: $why");
}
$fleet->open('worker#1,refusals');
$fleet->awaitTold('/^worker 10:/');
// The signals of the terminal's keys change a fleet of one group; here it is not said which.
$fleet->signal(SIGTTIN);
$fleet->awaitLog('/ refused: asked by SIGTTIN: scale which group\?$/m');
check($fleet->waitNames(7) === $before, 'nobody was touched');

posix_kill($before['orders#3'], SIGKILL);
$fleet->awaitTold('/^master 11:/');
$process = 'Naruto\ProcessException:';
$expected = [
    1 => "$process there is no nobody", "$process there is no nobody#1",
    "$process \"mail#0\" is no target; wanted a group (mail) or one worker (mail#2), or nothing for everyone",
    "$process a fresh reload concerns everyone; leave out the target",
    "$process there is no group nobody",
    "$process there are several groups; say which one to scale", "$process there are several groups; say which one to scale",
    'ValueError: Naruto\Manager::scale(): Argument #1 ($num) must be between 0 and 100000, -1 given',
    "$process the fleet is running; its settings cannot be changed", "$process the fleet is running; its settings cannot be changed",
    "$process there is no mail#9",
];
foreach (['worker' => 10, 'master' => 11] as $who => $number) {
    $told = $fleet->told("/^$who \d/");
    $wanted = array_map(fn ($n) => "$who $n: $expected[$n]", range(1, $number));
    check($told === $wanted, "$who: what is refused says why:\n" . implode("\n", array_diff($told, $wanted)));
}
$fleet->waitNames(7);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
