--TEST--
who asks for a trace waits for a while, may be interrupted, and leaves nothing; the master minds nobody who has gone
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/asked.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["name" => "shop", "startNum" => 1]))->run(function ($worker) { tell("job"); hold("end"); });
');
$fleet->awaitTold('/job/');
$fleet->awaitLog('/ started: /');
$answers = fn () => glob($fleet->dir() . '/answer.*');

// A master that does not look.
$fleet->signal(SIGSTOP);
$fleet->until(fn () => proc_stat($fleet->pid)['state'] === 'T', 'it to stand still');
[$status, $out, $err] = $fleet->command('trace', '--timeout', '0.1');
check([$status, $out, $err] === [1, '', "trace: shop has not answered for 100 ms\n"], "it gives up: $status $out$err");
check($answers() === [], 'its pipe is gone');
$asker = $fleet->again(['trace']);
$fleet->until(fn () => count($answers()) === 1, 'another one asks');
$asker->signal(SIGINT);
check($asker->wait() === 130 && $asker->log() === "trace: not waited for any more\n", "it is interrupted: {$asker->log()}");
check($answers() === [], 'its pipe is gone');
$asker = $fleet->again(['trace']);
$fleet->until(fn () => count($answers()) === 1, 'another one asks');
$fleet->signal(SIGCONT);
check($asker->wait() === 0 && str_starts_with($asker->output(), 'worker#1 '), "who has waited is answered: {$asker->output()}");
[$status] = said($fleet);
check($status === 0, 'it answers again');
check(substr_count($fleet->log(), "\n") === 1, "it has nothing to say about those who have gone: {$fleet->log()}");

// No line of the pipe, whatever it asks, gets more than a refusal.
$pipe = $fleet->pipe($fleet->pid);
posix_mkfifo("$fleet->home/answer", 0600);
file_put_contents($pipe, "\ntrace\ntrace worker#1\ntrace worker#1 >../../answer\ntrace worker#1 >nobody\n");
$fleet->awaitLog('/ dropped: \d+ bytes /');

$fleet->signal(SIGSTOP);
$asker = $fleet->again(['trace']);
$fleet->until(fn () => count($answers()) === 1, 'another one asks');
$fleet->open('end');
$fleet->signal(SIGKILL);
check($asker->wait() === 1 && $asker->log() === "shop has ended without a word\n", "its death is an answer: {$asker->log()}");
$fleet->wait();
$fleet->until(fn () => !$fleet->processes(), 'the orphan to go');
$next = $fleet->again();
$next->awaitLog('/ started: /');
$next->signal(SIGTERM);
check($next->wait() === 0, 'the next one sweeps');
$next->clean();
echo "Done\n";
?>
--EXPECT--
Done
