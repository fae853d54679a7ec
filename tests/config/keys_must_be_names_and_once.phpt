--TEST--
settings have names, and a setting and its old name are not given together
--FILE--
<?php
require __DIR__ . '/settings.inc';

refused([0 => 4], 'settings have names, but one has the number 0; nothing has been started');
refused(['7' => 4], 'settings have names, but one has the number 7; nothing has been started');
foreach (['startNum' => 'worker_num', 'hangupLoopMicrotime' => 'hangup_loop_microtime'] as $name => $alias) {
    // Also if both say the same: one of them will be changed some day.
    refused([$name => 2, $alias => 2], "$name and $alias are the same setting, and both are given; nothing has been started");
    refused([$alias => 3, $name => 2], "$alias and $name are the same setting, and both are given; nothing has been started");
}
refused(['userPasswd' => 'a', 'passwd' => 'b'], 'userPasswd and passwd are the same setting, and both are given; nothing has been started');
refused(['pipeDir' => '/tmp'], 'pipe_dir and pipeDir are the same setting, and both are given; nothing has been started');
// null is as if not given.
$manager = new Naruto\Manager(['startNum' => null, 'worker_num' => '3', 'name' => '', 'logFile' => null, 'logLevel' => 'error']);
check($manager->startNum === 3, 'null is as if not given, and a numeric string is a number');
echo "done\n";
?>
--EXPECT--
done
