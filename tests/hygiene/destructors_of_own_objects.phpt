--TEST--
the objects that a worker made all run their destructors in it, once, however it leaves
--FILE--
<?php
require __DIR__ . '/fleet.inc';

$script = fn (string $last) => '
    class Own { public function __construct(public string $name) {} public function __destruct() { at("~$this->name"); } }
    $before = new Own("before");
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->onWorkerStart(function () { $GLOBALS["hook"] = new Own("hook"); });
    $manager->onWorkerStop(function () { $GLOBALS["late"] = new Own("late"); });
    $manager->run(function (Naruto\Worker $worker) {
        static $job = 0, $kept;
        if ($job++) { return; }
        $GLOBALS["before"] = new Own("in its place");
        $GLOBALS["global"] = new Own("global");
        $kept = new Own("static");
        $cycle = new Own("cycle"); $cycle->self = $cycle;
        $local = new Own("local"); unset($local);
        at("job");
        ' . $last . '
    });
    at("after");';
[$fleet, $workers] = lived($script(''));
$wanted = ['job' => 'first second', 'after' => 'master', '~before' => 'master'];
foreach (['hook', 'late', 'in its place', 'global', 'static', 'cycle', 'local'] as $name) {
    $wanted["~$name"] = 'first second';
}
tells($wanted, $fleet, $workers);
$fleet->clean();

// The first worker ends by itself; a second one comes, as after a reload.
foreach (['exit(3);', 'throw new Exception("told");'] as $last) {
    $fleet = Fleet::start("<?php require getenv('IN_WORKER'); function at(string \$what): void { tell(\"\$what in \" . getmypid()); }\n"
        . $script("if (@mkdir('once')) { \$open = new Own('open'); $last }"));
    $told = $fleet->awaitTold('/^job in/', 2);
    $workers = array_map(fn ($line) => (int) substr($line, 7), $told);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    tells($wanted + ['~open' => 'first'], $fleet, $workers);
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
