--TEST--
refused settings change nothing in those that hold
--FILE--
<?php
require __DIR__ . '/settings.inc';

$manager = new Naruto\Manager(['startNum' => 3, 'hangupLoopMicrotime' => 7, 'logLevel' => 'error']);
try {
    $manager->configure(['startNum' => 9, 'hangupLoopMicrotime' => -1]);
    check(false, 'it was refused');
} catch (Naruto\ConfigException) {
}
check($manager->startNum === 3 && $manager->hangupLoopMicrotime === 7, 'both have their old value');
$manager->configure(['startNum' => 9]);
check($manager->startNum === 9 && $manager->hangupLoopMicrotime === 7, 'what is not given stays');
echo "done\n";
?>
--EXPECT--
done
