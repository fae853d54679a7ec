--TEST--
a generator or fiber of the master is finished in the master only
--DESCRIPTION--
Its finally is a destructor too: it would commit, unlock or unlink what is the master's.
--FILE--
<?php
require __DIR__ . '/fleet.inc';

[$fleet, $workers] = lived('
    function lines() { try { yield 1; yield 2; } finally { at("finally"); } }
    $generator = lines(); $generator->current();
    $dropped = lines(); $dropped->current();
    $fiber = new Fiber(function () { try { Fiber::suspend(); } finally { at("fiber"); } }); $fiber->start();
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->run(function ($worker) use (&$dropped) {
        static $job = 0, $own;
        if ($job++ === 0) {
            $dropped = null;
            $GLOBALS["generator"] = null;
            $own = (function () { try { yield 1; } finally { at("own"); } })(); $own->current();
            at("job");
        }
    });
    at("after");');
tells(['job' => 'first second', 'own' => 'first second', 'after' => 'master', 'finally' => 'master master', 'fiber' => 'master'], $fleet, $workers);
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
