--TEST--
status() is what status --json prints, in the master and in a worker; without a fleet it throws
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["name" => "shop", "startNum" => 2, "terminateGrace" => 0.1, "hangupLoopMicrotime" => 3600000000]);
$say = fn (string $who) => file_put_contents(HOME . "/$who", json_encode($GLOBALS["manager"]->status(), JSON_PRESERVE_ZERO_FRACTION))
    && tell($who);
foreach (["before" => fn () => $manager->status(), "too much" => fn () => $manager->status(1)] as $when => $call) {
    try {
        $call();
    } catch (Throwable $thrown) {
        tell("$when: " . get_class($thrown) . ": " . $thrown->getMessage());
    }
}
$manager->group("mail", ["startNum" => 1], function ($worker) { tell("mail"); hold("mail"); });
$manager->onWorkerExit(fn () => $say("master"));
$manager->run(function ($worker) use ($say) {
    $worker->note("order 7");
    $worker->id === 1 ? $say("worker") : doze();
});
tell("after");
try {
    $manager->status();
} catch (Naruto\ProcessException $thrown) {
    tell("after: " . $thrown->getMessage());
}
');
$fleet->awaitTold('/^worker$/');
$fleet->awaitTold('/^mail$/');
$names = $fleet->waitNames(3);
posix_kill($names['worker#2'], SIGKILL);
$fleet->awaitTold('/^master$/');

$told = fn (string $who) => json_decode(file_get_contents("$fleet->home/$who"), true, flags: JSON_THROW_ON_ERROR);
$printed = json_decode($fleet->command('status', '--json')[1], true, flags: JSON_THROW_ON_ERROR);
/** Keys and types, without values. */
$shape = function (mixed $value) use (&$shape) {
    return is_array($value) ? array_map($shape, $value) : get_debug_type($value);
};
foreach (['worker', 'master'] as $who) {
    $status = $told($who);
    check($shape($status) === $shape($printed), "$who has what is printed: " . json_encode($status));
    foreach (['name', 'pid', 'version', 'started', 'generation'] as $key) {
        // The two clocks are read one after the other.
        check(abs((float) $status[$key] - (float) $printed[$key]) < 0.01 && ($key === 'started' || $status[$key] === $printed[$key]), "$who: $key is {$status[$key]}, not {$printed[$key]}");
    }
}
$worker = $told('worker')['workers'][0];
check([$worker['name'], $worker['state'], $worker['note']] === ['worker#1', 'busy', 'order 7'], 'a worker sees itself at its job: ' . json_encode($worker));
check($worker['pid'] === $names['worker#1'] && $worker['private'] > 0 && $worker['memory'] > 0, 'and what it weighs');
check($told('master')['groups']['worker']['deaths']['signal'] === 1, 'the master knows of the death');
check($told('master')['groups']['worker']['failed'] === 1, 'and of the job');

$fleet->open('mail');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->awaitTold('/^after: no fleet is running$/');
// The script runs in the control tool, too.
$once = fn (string $regex) => array_values(array_unique($fleet->told($regex)));
check($once('/^before/') === ['before: Naruto\ProcessException: no fleet is running'], implode($once('/^before/')));
check(count($once('/^too much: ArgumentCountError/')) === 1, 'it takes no argument');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
