--TEST--
each signal of the master does what its word does
--DESCRIPTION--
The table of signals: USR1 and HUP renew, TTIN and TTOU scale by one, USR2 and QUIT stop, TERM and INT terminate.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$code = '<?php (new Naruto\Manager(["startNum" => 2]))->run(function () {});';
$ends = [
    'SIGUSR2' => 'stop: asked by SIGUSR2',
    'SIGQUIT' => 'stop: asked by SIGQUIT',
    'SIGTERM' => 'terminate: asked by SIGTERM, jobs have 8.0 s left',
    'SIGINT' => 'terminate: asked by SIGINT, jobs have 8.0 s left',
];
$fleets = array_map(fn () => Fleet::start($code), $ends);
foreach ($fleets as $name => $fleet) {
    $fleet->waitWorkers(2);
    $fleet->awaitLog('/started: /');
    $fleet->signal(constant($name));
}
foreach ($fleets as $name => $fleet) {
    check($fleet->wait() === 0, "$name ends with 0");
    check(str_contains($fleet->log(), $ends[$name]), "$name is told: {$fleet->log()}");
    check(preg_match('/ ended: 2 workers left after .*, no job was cut/', $fleet->log()) === 1, "$name cuts no job");
    $fleet->clean();
}

foreach (['SIGUSR1', 'SIGHUP'] as $name) {
    $fleet = Fleet::start($code);
    $old = $fleet->waitWorkers(2);
    $fleet->awaitLog('/started: /');
    $fleet->signal(constant($name));
    $fleet->awaitLog("/ reload: asked by $name/");
    $fleet->awaitLog('/ reload: 2 of 2 renewed in .*, generation 2/');
    check(!array_intersect($fleet->waitWorkers(2), $old), "$name renews everyone");

    foreach (['SIGTTIN' => 3, 'SIGTTOU' => 2] as $scale => $number) {
        $before = $fleet->workers();
        $fleet->signal(constant($scale));
        $after = $fleet->waitWorkers($number);
        check(count(array_intersect($before, $after)) === 2, "$scale touches none of the others");
    }
    $fleet->signal(SIGTTOU);
    $fleet->waitWorkers(1);
    $fleet->signal(SIGTTOU);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'it stops with 0');
    check(substr_count($fleet->log(), 'scale: worker from ') === 3, 'there is no step below one worker');
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
