--TEST--
two hosts consume one stream; one is dead in the middle of its work, and the other one finishes what it had
--DESCRIPTION--
NARUTO_TEST_FIGURES is a file for what was measured.
--EXTENSIONS--
igbinary
redis
naruto
--SKIPIF--
<?php
exec('unshare --net --uts --pid --fork --mount-proc ip link add name switch type bridge 2>&1', $said, $status);
$status === 0 || die('skip this user may not have a network');
?>
--FILE--
<?php
require __DIR__ . '/hosts.inc';

const JOBS = 4000;
$network = new Network();
$redis = new Redis();
$redis->connect($network->server->address);
for ($job = 1; $job <= JOBS; $job++) {
    $redis->xAdd('orders', '*', ['number' => $job]);
}

// What a dead host had is taken over after half a second instead of a minute.
$code = strtr(file_get_contents(__DIR__ . '/../../php/examples/redis-stream.php'), ['every(10,' => 'every(0.1,', '60_000' => '500']);
check(str_contains($code, 'every(0.1,') && str_contains($code, ', 500,'), 'times are shorter');
$hosts = ['web1' => $network->host('web1', $code), 'web2' => $network->host('web2', $code)];
$done = function (string $name) use ($hosts) {
    preg_match_all('/ (\d+)$/m', $hosts[$name]->output(), $found);
    return array_map(intval(...), $found[1]);
};
$pending = fn () => $redis->xPending('orders', 'shop', '-', '+', 100);

until(fn () => count($done('web1')) > JOBS / 10 && count($done('web2')) > JOBS / 10, 'both to work');
$network->cut($hosts['web1']);
posix_kill($hosts['web1']->pid, SIGKILL);
$hosts['web1']->wait();
check($hosts['web1']->processes() === [], 'with the first process of the host all others have gone');
$died = clock();
// To whom the queue, which does not know, may still give a few.
$had = array_map(fn ($entry) => $entry[0], array_filter($pending(), fn ($entry) => str_starts_with($entry[1], 'web1.')));
check(count($had) >= 1 && count($had) <= 8, 'each of eight consumers had one at most, not ' . count($had));
until(fn () => $redis->xLen('orders') === 0, 'the other host to finish all', 30);
$took = clock() - $died;

check($pending() === [], 'nobody has anything any more');
$lost = array_diff(range(1, JOBS), $done('web1'), $done('web2'));
check(!$lost, 'none is lost, but ' . implode(' ', $lost));
$twice = array_keys(array_filter(array_count_values([...$done('web1'), ...$done('web2')]), fn ($times) => $times > 1));
check(count($twice) <= count($had), 'only what the dead host had is done twice');
check(!preg_match('/ (died|waiting|dropped): /', $hosts['web2']->log()), "all is well on the other host: {$hosts['web2']->log()}");

$began = clock();
$hosts['web2']->signal(SIGQUIT);
check($hosts['web2']->wait() === 0, 'the other host stops');
$stopped = clock() - $began;
check($stopped < 0.1, "its consumers wait, and stop at once, not after $stopped s");
file_put_contents(getenv('NARUTO_TEST_FIGURES') ?: '/dev/null', sprintf(
    "two hosts, %d jobs: web1 did %d and died with %d in hand, web2 did %d and had finished after %.1f s; %d done twice, none lost; web2 stopped after %.0f ms\n",
    JOBS, count($done('web1')), count($had), count($done('web2')), $took, count($twice), $stopped * 1000,
), FILE_APPEND);
$hosts['web2']->clean();
$network->server->stop();
echo "Done\n";
?>
--EXPECT--
Done
