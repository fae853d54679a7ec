<?php
// RabbitMQ, one message at a time: an idle consumer stops at once, and a job that hangs is rejected.
$manager = new Naruto\Manager(['startNum' => 8, 'jobTimeout' => 0.5, 'killGrace' => 5, 'stopGrace' => 55]);
$manager->run(function (Naruto\Worker $worker): void {
    $queue = queue('rpc', prefetch: 1);
    while ($worker->running()) {
        $message = $worker->idle(fn () => $queue->get());
        if (!$message) {
            $worker->wait(0.2);
            continue;
        }
        $worker->note($message->getMessageId());
        try {
            handle($message->getBody());
            $queue->ack($message->getDeliveryTag());
        } catch (Naruto\TimeoutException) {
            $queue->reject($message->getDeliveryTag());
        }
    }
});
