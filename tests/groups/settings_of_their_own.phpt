--TEST--
groups under one master have callables and settings of their own; what they leave out is the manager's
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 3, "maxExecuteTimes" => 2, "limitJitter" => 0, "hangupLoopMicrotime" => 1000]);
final class Mailer
{
    public function __invoke(Naruto\Worker $worker): void { tell("mail $worker->name $worker->hangupLoopMicrotime"); }
    public function orders(Naruto\Worker $worker): void { tell("orders $worker->name $worker->hangupLoopMicrotime"); }
}
$chained = $manager
    ->group("mail", ["startNum" => 2, "maxExecuteTimes" => 5, "hangupLoopMicrotime" => 2000], new Mailer())
    ->group("orders", ["worker_num" => "1", "maxExecuteTimes" => null], [new Mailer(), "orders"])
    ->group("A-b_9", ["startNum" => "auto", "maxExecuteTimes" => 0], function ($worker) {
        static $told = false;
        $told || tell("auto $worker->name $worker->hangupLoopMicrotime");
        $told = true;
    });
tell("cpus " . (new Naruto\Manager(["startNum" => "auto"]))->startNum);
tell("chained " . var_export($chained === $manager, true));
// Comes later, and counts all the same.
$manager->configure(["hangupLoopMicrotime" => 3000]);
$manager->onWorkerExit(fn ($exit) => tell("exit $exit->group $exit->cause $exit->jobs"));
$status = $manager->run(fn ($worker) => tell("default $worker->name $worker->hangupLoopMicrotime"));
tell("status $status");
');
check($fleet->awaitTold('/^chained/') === ['chained true'], 'group() can be chained');
$cpus = (int) substr($fleet->awaitTold('/^cpus/')[0], 5);
$names = [];
foreach (['default' => ['worker', 3, 3000], 'mail' => ['mail', 2, 2000], 'orders' => ['orders', 1, 3000], 'auto' => ['A-b_9', $cpus, 3000]] as $who => [$group, $number, $pause]) {
    foreach (range(1, $number) as $slot) {
        $names[] = "$group#$slot";
        $fleet->awaitTold("/^$who $group#$slot $pause$/");
    }
    check($fleet->told("/^$who (?!$group#[1-$number] $pause$)/") === [], "$who runs what is its own, with its own pause");
}
$fleet->awaitLog('/ started: ' . count($names) . ' workers /');
// Renewed after its own number of jobs, or the manager's; a job may slip in before it is its turn.
foreach (['worker' => 2, 'mail' => 5, 'orders' => 2] as $group => $jobs) {
    foreach ($fleet->awaitTold("/^exit $group limit /", 3) as $line) {
        check((int) substr($line, strrpos($line, ' ')) >= $jobs, "$line: not before job $jobs");
    }
}
check($fleet->told('/^exit A-b_9 /') === [], 'its 0 switches the limit of the manager off');
sort($names, SORT_NATURAL);
check(array_keys($fleet->waitNames(count($names))) === $names, 'their names are ' . implode(' ', $names));
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0 && $fleet->awaitTold('/^status/') === ['status 0'], 'the fleet ends with 0');
$fleet->clean();

// The manager's own callable is not needed where there are groups.
$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1]))->group("mail", [], fn ($worker) => tell("job of $worker->name"))->run();
');
$fleet->awaitTold('/^job of mail#1$/');
$fleet->awaitLog('/ started: 1 worker /');
check(array_keys($fleet->waitNames(1)) === ['mail#1'], 'there is no other group');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
