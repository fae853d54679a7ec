--TEST--
consumers of Gearman: whoever is killed, no job is lost, and only what was in hand is done twice
--EXTENSIONS--
gearman
naruto
--FILE--
<?php
require __DIR__ . '/gearman.inc';

// A job that fails, or takes too long, is told to have failed; the same worker goes on.
$queue = new Gearman();
$job = 'if ($image === "1") { throw new Error("too small"); } while ($image === "2") { }';
$fleet = Fleet::start(with_job($queue, $job, 1), ['env' => $queue->env()]);
$workers = $fleet->waitWorkers(8);
$queue->fill(1, 20);
$fleet->until(fn () => substr_count($fleet->output(), ' has resized image ') === 18 && $queue->left() === 0, 'all jobs');
echo implode("\n", preg_grep('/has failed/', explode("\n", $fleet->log()))), "\n";
check($fleet->waitWorkers(8) === $workers, 'nobody has died of it');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
$fleet->clean();

// A server that goes away and comes back: the workers wait for it, and are the same ones.
$fleet = Fleet::start(__DIR__ . '/../../php/examples/gearman.php', ['env' => $queue->env()]);
$workers = $fleet->waitWorkers(8);
$queue->fill(1, 20);
$fleet->until(fn () => substr_count($fleet->output(), ' has resized image ') === 20 && $queue->left() === 0, 'twenty jobs');
$queue->close();
$queue = new Gearman();
$queue->fill(21, 40);
$fleet->until(fn () => substr_count($fleet->output(), ' has resized image ') === 40 && $queue->left() === 0, 'twenty more');
check($fleet->waitWorkers(8) === $workers, 'nobody has died of it');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
check(!preg_match('/ (warning|error) /', $fleet->log()), "its log is quiet: {$fleet->log()}");
$fleet->clean();
$queue->close();

consume(new Gearman());
echo "Done\n";
?>
--EXPECTF--
image 1 has failed: too small
image 2 has failed: the job has run for %f s and is out of time
seed %d
Done
