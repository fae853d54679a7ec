--TEST--
reload, scale and stop as commands wait for their outcome, say it in one line, and exit 0 only if it happened
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
$manager = new Naruto\Manager(["name" => "shop", "startNum" => 2, "hangupLoopMicrotime" => 1000]);
$manager->group("mail", ["startNum" => 1], function () {});
$manager->run(function ($worker) {
    if (file_exists(HOME . "/gate-busy") && $worker->id === 1) {
        $worker->note("order 7");
        tell("busy");
        hold("end");
    }
});
');
$fleet->waitWorkers(3);
$fleet->awaitLog('/ started: /');

/** The command's outcome, and nothing on the other channel. */
$says = function (array $words, int $status, string $sentence) use ($fleet) {
    [$code, $out, $err] = $fleet->command(...$words);
    $line = implode(' ', $words);
    check($code === $status, "$line ends with $status: $code $out$err");
    [$told, $silent] = $status === 0 ? [$out, $err] : [$err, $out];
    check(preg_match("~^$sentence\n$~", $told) === 1, "$line says $sentence: $told");
    check($silent === '', "$line says it once: $silent");
};
$time = '[\d.]+ (?:m?s)';

$before = $fleet->workers();
$says(['reload'], 0, "reload: 3 of 3 renewed in $time, generation 2");
check(!array_intersect($before, $fleet->workers()), 'it has happened when it is said');
$says(['reload', 'mail'], 0, "reload: 1 of 1 renewed in $time, generation 3");
$says(['reload', 'worker', '2'], 0, "reload: 1 of 1 renewed in $time, generation 4");
$says(['reload', 'worker#9'], 2, 'there is no worker#9, only worker and mail');
$says(['reload', 'mail#0'], 2, '.*"mail#0" is no target.*');
$says(['reload', '--fresh', 'mail'], 2, '.*too much after.*');
$says(['scale', '4', 'mail'], 0, 'scale: mail has 4 workers');
check(count($fleet->workers()) === 6, 'all of them are there');
$says(['scale', '-2', 'mail'], 0, 'scale: mail has 2 workers');
check(count($fleet->workers()) === 4, 'the others are gone');
$says(['scale', '2', 'mail'], 0, 'scale: mail has 2 workers');
$says(['scale', '1'], 2, 'scale which group\? There are worker and mail');
$says(['scale', '3', 'nobody'], 2, 'there is no group nobody, only worker and mail');
$says(['scale', 'many', 'mail'], 2, '.*scale wants a number.*');

// Somebody is at a job.
$fleet->open('busy');
$fleet->awaitTold('/busy/');
$says(['reload', '--no-wait'], 0, 'reload: asked');
$says(['stop', '--timeout', '0.2'], 1, 'stop: not done yet, it goes on');
$says(['reload'], 1, 'refused: the fleet is about to end');
check($fleet->running(), 'the job is waited for');
$fleet->open('end');
check($fleet->wait() === 0, 'the fleet ends with 0');
foreach (['stop', 'quit', 'terminate', 'reload', 'reload mail', 'scale +1 mail'] as $line) {
    $says(explode(' ', $line), 3, 'shop is not running');
}
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
