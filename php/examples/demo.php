<?php
// A fleet at work: starts orders.php, kills a worker, reloads, stops; each step is proved from /proc and from the book
// that the workers keep. Every figure is measured. A step that does not happen in 10 s ends the demo with status 1.
//     make demo

declare(strict_types=1);

require __DIR__ . '/demo/screen.php';
require __DIR__ . '/demo/shop.php';

extension_loaded('naruto') || fail('naruto.so is not loaded; "make demo" builds and loads it');
is_dir('/proc/self') || fail('this system has no /proc, and that is where the demo looks');

$shop = new Shop();
say(bold('Naruto ' . phpversion('naruto')) . ' on PHP ' . PHP_VERSION . ': four workers pack orders, 0.2 to 0.4 s each.');

step('php orders.php', 'one process becomes five');
[$time] = $shop->until('/started: 4 workers/', $shop->open(...));
$first = $shop->workers();
expect(count($first) === 4, 'four workers have started');
say(sprintf('%9d  %s', $shop->master, title($shop->master)));
foreach ($first as $at => $pid) {
    say(sprintf('%9d  %s', $pid, dim($at < 3 ? '├─ ' : '└─ ') . title($pid)));
}
done("ready after $time, the start of php included");

$shop->pack(8);
$victim = (int) $shop->orderInHand();
step("kill -9 $victim", 'a worker dies in the middle of an order');
[$time, $slot, $successor] = $shop->until('/ (\S+) +(\d+)  ready: /', fn () => signal($victim, 'KILL'));
$second = $shop->workers();
expect(array_values(array_diff($second, $first)) === [(int) $successor], 'another worker has taken its place');
done("$successor is the new $slot after $time; the other three did not notice");

$shop->pack(8);
$order = $shop->orderInHand($victim);
step("kill -USR1 $shop->master", 'reload: finish your order, then leave');
[$time] = $shop->until('/reload: 4 of 4 renewed/', fn () => signal($shop->master, 'USR1'));
$third = $shop->workers();
expect(count($third) === 4 && array_intersect($second, $third) === [], 'all four workers are new');
expect(array_intersect([$order], $shop->orders('finished')) !== [], "order $order was finished before its worker left");
done("4 new workers after $time; order $order, in hand, was finished first");

$shop->pack(8);
$shop->orderInHand($victim);
step('echo stop > ' . basename($shop->pipe()), 'no tool needed: the pipe obeys');
[$time] = $shop->until('/ended: /', fn () => file_put_contents($shop->pipe(), "stop\n"));
expect($shop->status() === 0, 'the master has ended with status 0');
expect($shop->cut($victim) === [], 'every order that was begun is finished, but for the one of the worker that was killed');
expect($shop->left() === [], 'no process, no zombie and no pipe is left');
[$begun, $cut] = [count($shop->orders('begun')), count($shop->cut())];
done("all have left after $time, and nothing remains: no process, no pipe");
done("$begun orders begun, " . $begun - $cut . ' finished' . ($cut ? ", 1 died with $victim" : ''));
