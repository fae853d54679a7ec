--TEST--
/proc/self in a worker is the worker, also if the script has looked at it before
--DESCRIPTION--
PHP remembers for two minutes where a link points to, and a worker inherits what its master remembers.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    file_get_contents("/proc/self/status");
    (new Naruto\Manager(["startNum" => 1]))->run(function ($worker) {
        preg_match("/^Pid:\s*(\d+)/m", file_get_contents("/proc/self/status"), $found);
        tell($found[1] == $worker->pid ? "its own" : "that of $found[1]");
    });');
$told = $fleet->awaitTold('//');
check($told[0] === 'its own', "the status is its own: $told[0]");
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
