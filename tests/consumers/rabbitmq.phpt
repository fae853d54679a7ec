--TEST--
consumers of RabbitMQ: whoever is killed, no job is lost, and only what was in hand is done twice
--EXTENSIONS--
amqp
naruto
--FILE--
<?php
require __DIR__ . '/rabbitmq.inc';

// A job that fails is rejected, and so is one that takes too long; the same worker goes on.
$queue = new RabbitMq();
$job = 'if ($order === "1") { throw new Exception("sold out"); } while ($order === "2") { }';
$fleet = Fleet::start(with_job($queue, $job, 1), ['env' => $queue->env()]);
$workers = $fleet->waitWorkers(8);
$queue->fill(1, 20);
$fleet->until(fn () => substr_count($fleet->output(), ' has packed order ') === 18 && substr_count($fleet->log(), ' has failed: ') === 2, 'all jobs');
echo implode("\n", preg_grep('/has failed/', explode("\n", $fleet->log()))), "\n";
check($fleet->waitWorkers(8) === $workers, 'nobody has died of it');
check($queue->left() === 0, 'they do not come back');
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
$fleet->clean();

consume($queue);
echo "Done\n";
?>
--EXPECTF--
order 1 has failed: sold out
order 2 has failed: the job has run for %f s and is out of time
seed %d
Done
