--TEST--
a job that sits in stream_select sees nothing of twenty reloads
--DESCRIPTION--
A living master never signals a busy worker, so no system call of a job is interrupted and PHP warns of nothing.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
posix_mkfifo(HOME . "/bell", 0600);
set_error_handler(fn ($level, $text) => tell("warning $text"));
(new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
    if ($worker->id === 1) {
        $streams = [fopen(HOME . "/bell", "r+")];
        $none = null;
        tell("begin $worker->pid");
        $number = stream_select($streams, $none, $none, 30);
        tell("end $worker->pid " . var_export($number, true) . " " . fgets($streams[0]));
    } elseif ($worker->jobs === 1) {
        tell("other $worker->pid");
    }
});
');
$waiting = (int) substr($fleet->awaitTold('/^begin/')[0], 6);
for ($round = 1; $round <= 20; $round++) {
    $other = (int) substr($fleet->awaitTold('/^other/', $round)[$round - 1], 6);
    // Of the other, of this one, and of all.
    $fleet->write($other, 'reload');
    $fleet->write($waiting, 'reload');
    $fleet->write($fleet->pid, "reload\n");
}
check(!$fleet->told('/^(end|warning)/'), 'it still sits there: ' . implode(', ', $fleet->told('/^(end|warning)/')));
// r+: what is written waits for a reader, and opening it waits for nobody.
$bell = fopen("$fleet->home/bell", 'r+');
fwrite($bell, "ding\n");
$fleet->until(fn () => !proc_stat($waiting), 'it leaves after its job');
check($fleet->told('/^end/') === ["end $waiting 1 ding"], 'it was woken by its bell: ' . implode(', ', $fleet->told('/^end/')));
$fleet->awaitTold('/^begin/', 2);
// After the stop: its successor may be at its wait, which the bell ends, and must not begin another one.
$fleet->signal(SIGUSR2);
$fleet->awaitLog('/ stop: asked /');
fwrite($bell, "ding\n");
check($fleet->wait() === 0, 'it stops with 0');
check(!$fleet->told('/^warning/'), 'there was no warning: ' . implode(', ', $fleet->told('/^warning/')));
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
