--TEST--
an inherited object runs its destructor in the master only, once, also if a worker lets go of it
--DESCRIPTION--
What the master made stays the master's: its connection is not closed, its temporary file not removed by a worker.
--FILE--
<?php
require __DIR__ . '/fleet.inc';

[$fleet, $workers] = lived('
    class Own { public function __construct(public string $name) {} public function __destruct() { at("~$this->name"); } }
    $global = new Own("global");
    $released = new Own("released");
    $cycle = new Own("cycle"); $cycle->self = $cycle; unset($cycle);
    $holder = new class { public ?Own $held; }; $holder->held = new Own("held");
    $storage = new WeakMap(); $key = new Own("weak"); $storage[$key] = new Own("in map");
    function worker(Naruto\Worker $worker): void
    {
        static $job = 0;
        if ($job++) { return; }
        // Let go of in the middle of the life of a worker, by each of the ways there are.
        $GLOBALS["released"] = null;
        $GLOBALS["holder"]->held = null;
        unset($GLOBALS["key"]);
        gc_collect_cycles();
        at("job");
    }
    $captured = new Own("captured");
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->run(function (Naruto\Worker $worker) use ($captured) { worker($worker); });
    at("after");');
$wanted = ['job' => 'first second', 'after' => 'master'];
foreach (['global', 'released', 'cycle', 'held', 'weak', 'in map', 'captured'] as $name) {
    $wanted["~$name"] = 'master';
}
tells($wanted, $fleet, $workers);
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
