<?php
// Consumers of RabbitMQ (php-amqp): each has one message at a time and acknowledges it after the work, so that whoever
// dies loses none. Idle ones end at once when they are told to.
//     RABBITMQ=127.0.0.1 php php/examples/rabbitmq.php
//     amqp-publish -r orders -b 1042

$manager = new Naruto\Manager(['name' => 'shop']);
$manager->group('orders', ['startNum' => 8, 'jobTimeout' => 30], function (Naruto\Worker $worker): void {
    // Nobody answers heartbeats during a job: the time between them is longer than a job may take.
    $connection = new AMQPConnection(['host' => getenv('RABBITMQ') ?: '127.0.0.1', 'heartbeat' => 60]);
    $connection->connect();
    $channel = new AMQPChannel($connection);
    $channel->setPrefetchCount(1);
    $queue = new AMQPQueue($channel);
    $queue->setName('orders');
    $queue->setFlags(AMQP_DURABLE);
    $queue->declareQueue();

    // The server sends a message as soon as there is one; who ends with it in the fetch has not acknowledged it.
    $queue->consume();
    $fetch = function () use ($queue): AMQPEnvelope {
        $queue->consume(function (AMQPEnvelope $next) use (&$message): bool {
            $message = $next;
            return false;                                       // one is enough
        }, AMQP_JUST_CONSUME);
        return $message;
    };

    while ($worker->running()) {
        $message = $worker->idle($fetch);
        $order = $message->getBody();
        $worker->note("order $order");
        try {
            usleep(random_int(1_000, 9_000));                   // the job
            echo "$worker->name has packed order $order\n";
            $queue->ack($message->getDeliveryTag());
        } catch (Throwable $failure) {                          // of the job, or because it took too long
            error_log("order $order has failed: {$failure->getMessage()}");
            $queue->reject($message->getDeliveryTag());         // to the dead letters of the queue, if it has any
        }
    }
});
$manager->run();
