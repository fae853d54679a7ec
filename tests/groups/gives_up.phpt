--TEST--
giveUpTimeout: a group that gets no worker ready ends the fleet with 5, after the jobs of the others; a parked one does not
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$script = '<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]);
$manager->group("healthy", ["giveUpTimeout" => 60], function ($worker) {
    tell("begin $worker->name");
    hold("end");
    tell("end $worker->name");
});
$manager->group("mail", ["giveUpTimeout" => $argv[1] === "parked" ? 1.5 : 0.4], fn () => tell("mail"));
$manager->onWorkerStart(function ($worker) {
    if ($worker->group === "mail" && !file_exists(HOME . "/cured")) {
        throw new RuntimeException("no server");
    }
});
if ($argv[1] === "parked") {
    $manager->onWorkerExit(function ($exit) use ($manager) {
        @mkdir(HOME . "/once") && $manager->scale(0, "mail");
    });
}
$status = $manager->run();
tell("status $status");
';
$fleet = Fleet::start($script, ['args' => ['never cured']]);
$begun = clock();
$fleet->awaitTold('/^begin/', 2);
$fleet->awaitLog('/ error   master .* stop: mail gives up: none of its workers has been ready for 400 ms$/m');
check(clock() - $begun > 0.3, 'not before its time');
$fleet->open('end');
check($fleet->wait() === 5, 'the status is 5');
check($fleet->told('/^status/') === ['status 5'], 'run() says so, and the script goes on');
check(count($fleet->told('/^end/')) === 2, 'jobs of the others came to their end');
check($fleet->told('/^mail/') === [], 'nobody has worked there');
check(preg_match('/ ended: .*, no job was cut, 2 jobs done$/m', $fleet->log()) === 1, 'that is a stop: ' . $fleet->log());
$fleet->clean();

// A group of the size 0 needs nobody.
$fleet = Fleet::start($script, ['args' => ['parked']]);
$fleet->awaitTold('/^begin/', 2);
$fleet->awaitLog('/ scale: mail from 2 to 0 workers$/m');
nap(2);
check($fleet->running() && !str_contains($fleet->log(), 'gives up'), 'a parked group does not give up: ' . $fleet->log());
// Back again, it has its whole time.
touch("$fleet->home/cured");
$fleet->write($fleet->pid, "scale 2 mail\n");
$fleet->awaitTold('/^mail/');
$fleet->open('end');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'as asked, it ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
