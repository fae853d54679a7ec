--TEST--
a worker of another build is refused by name
--FILE--
<?php
require __DIR__ . '/asked.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1, "slowTimeout" => 0.1]))->run(function (Naruto\Worker $worker) {
    $worker->note("order 88107");
    hold("end");
});
', ['env' => ['NARUTO_FAULT' => 'build']]);
$build = 'PHP ' . preg_quote(PHP_VERSION) . ' \(API\d+,N?TS\S*\) with naruto [\d.]+, build [0-9a-f]{8}';
$sentence = "it runs not $build, whose memory $build does not know: restart the fleet";
$fleet->awaitLog("/ slow: worker#1 \(pid \d+\) is still in \"order 88107\" after [\d.]+ m?s⏎no trace: $sentence\n/");
[$status, [$head], [$calls]] = said($fleet, 'worker', '1');
check($status === 1, 'it is a failure');
check(preg_match('/ busy for [\d.]+ m?s, order 88107$/', $head) === 1, "its note is shown: $head");
check(count($calls) === 1 && preg_match("/^no trace: $sentence$/", $calls[0]) === 1, 'the build is named: ' . json_encode($calls));
[$status, $out] = $fleet->command('trace', '--json');
[$worker] = json_decode($out, true);
check($status === 1 && preg_match("/^$sentence$/", $worker['refused']) === 1 && $worker['frames'] === [], $out);
$fleet->open('end');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
