<?php
// RabbitMQ (php-amqp): each consumer has one message at a time and acknowledges it after the work, so whoever dies loses
// none: it comes again. A stop or reload ends idle consumers at once, and waits for the others.
//     RABBITMQ=127.0.0.1 php php/examples/rabbitmq.php

/** Your work. */
function handle(string $order): void
{
    echo "order $order is packed\n";
}

$manager = new Naruto\Manager(['name' => 'orders', 'startNum' => 8, 'jobTimeout' => 30]);
$manager->run(function (Naruto\Worker $worker): void {
    // Nobody answers heartbeats during a job: they take longer.
    $connection = new AMQPConnection(['host' => getenv('RABBITMQ') ?: '127.0.0.1', 'heartbeat' => 60]);
    $connection->connect();
    $channel = new AMQPChannel($connection);
    $channel->setPrefetchCount(1);
    $queue = new AMQPQueue($channel);
    $queue->setName('orders');
    $queue->setFlags(AMQP_DURABLE);
    $queue->declareQueue();
    $queue->consume();                              // from here on the server sends messages; none is taken yet

    while ($worker->running()) {
        $worker->idle(function () use ($queue, &$message): bool {
            $take = function (AMQPEnvelope $next) use (&$message): bool {
                $message = $next;
                return false;                       // one is enough
            };
            $queue->consume($take, AMQP_JUST_CONSUME);
            return true;
        });
        $worker->note("order {$message->getBody()}");
        try {
            handle($message->getBody());
            $queue->ack($message->getDeliveryTag());
        } catch (Throwable $failure) {              // also of jobTimeout
            error_log("order {$message->getBody()} has failed: {$failure->getMessage()}");
            $queue->reject($message->getDeliveryTag());     // to the dead letters of the queue, if it has any
        }
    }
});
