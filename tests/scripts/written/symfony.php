<?php
// Symfony Messenger in process: its workers are forked from a kernel that is warm, and hear SIGTERM, as they do anywhere.
require __DIR__ . '/vendor/autoload.php';
$kernel = new App\Kernel('prod', false);
$kernel->boot();
$manager = new Naruto\Manager(['startNum' => 6, 'maxLifetime' => 3600, 'stopSignal' => SIGTERM]);
$manager->run(function (Naruto\Worker $worker) use ($kernel): void {
    putenv("MESSENGER_CONSUMER_NAME=$worker->name");
    $application = new Symfony\Bundle\FrameworkBundle\Console\Application($kernel);
    $application->setAutoExit(false);
    $consume = ['command' => 'messenger:consume', 'receivers' => ['async']];
    $application->run(new Symfony\Component\Console\Input\ArrayInput($consume));
});
