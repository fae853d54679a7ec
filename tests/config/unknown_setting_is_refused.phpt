--TEST--
an unknown setting is refused with the nearest key, before anything is made or forked
--FILE--
<?php
require __DIR__ . '/settings.inc';

$meant = fn (string $given, string $key) => refused([$given => 1], "unknown setting \"$given\"; did you mean \"$key\"? nothing has been started");
$meant('startnum', 'startNum');
$meant('start_num', 'startNum');
$meant('worknum', 'worker_num');
$meant('hangupLoopMicrotimes', 'hangupLoopMicrotime');
$meant('loglevel', 'logLevel');
$meant('user_passwd', 'userPasswd');
refused(['colour' => 1], 'unknown setting "colour"; nothing has been started');
refused(['' => 1], 'unknown setting ""; nothing has been started');
refused([str_repeat('k', 1000) => 1], 'unknown setting "' . str_repeat('k', 60) . '"… (1000 bytes); nothing has been started');
refused(["\xff\xfe" => 1], 'unknown setting "' . "\u{fffd}\u{fffd}" . '"; nothing has been started');
// A setting that is known, with one that is not behind it.
refused(['startNum' => 2, 'stratNum' => 2], 'unknown setting "stratNum"; did you mean "startNum"? nothing has been started');
echo "done\n";
?>
--EXPECT--
done
