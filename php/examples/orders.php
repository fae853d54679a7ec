<?php
// The fleet that demo.php shows: four workers pack orders and enter each of them in a book.
//     php php/examples/orders.php [book]

$book = $argv[1] ?? 'php://stdout';
$enter = fn (string $line) => file_put_contents($book, "$line\n", FILE_APPEND);

$manager = new Naruto\Manager(['name' => 'shop', 'startNum' => 4]);
$manager->run(function (Naruto\Worker $worker) use ($enter): void {
    while ($worker->running()) {
        $order = "$worker->pid-$worker->jobs";
        $enter("begun $order");
        usleep(random_int(200_000, 400_000));
        $enter("finished $order");
    }
});
