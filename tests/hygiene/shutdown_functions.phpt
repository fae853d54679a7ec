--TEST--
inherited shutdown functions run in the master only, a worker's own at its end
--FILE--
<?php
require __DIR__ . '/fleet.inc';

[$fleet, $workers] = lived('
    register_shutdown_function(at(...), "inherited");
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->onWorkerStop(fn () => at("stop hook"));
    $manager->run(function ($worker) {
        static $job = 0;
        if ($job++ === 0) {
            register_shutdown_function(at(...), "own");
            register_shutdown_function(fn () => register_shutdown_function(at(...), "nested"));
            at("job");
        }
    });
    register_shutdown_function(at(...), "late");
    at("after");');
tells([
    'job' => 'first second', 'stop hook' => 'first second', 'own' => 'first second', 'nested' => 'first second',
    'after' => 'master', 'inherited' => 'master', 'late' => 'master',
], $fleet, $workers);
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
