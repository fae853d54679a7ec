<?php
// A loop of somebody else's, which hears nothing but a signal.
$manager = new Naruto\Manager(['startNum' => 3, 'maxLifetime' => 3600, 'stopSignal' => SIGTERM]);
$manager->run(function (Naruto\Worker $worker): void {
    putenv("MESSENGER_CONSUMER_NAME=$worker->name");
    $goOn = true;
    pcntl_async_signals(true);
    pcntl_signal(SIGTERM, function () use (&$goOn): void {
        $goOn = false;
    });
    tell('loops');
    while ($goOn) {
        sleep(1000);
    }
    tell('has been told');
});
