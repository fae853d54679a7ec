--TEST--
pods of the manifest are replaced one by one in the middle of their work, with its probes and its hook: each job is done once
--DESCRIPTION--
What Kubernetes does with the manifest, without Kubernetes. NARUTO_TEST_FIGURES is a file for what was measured.
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

const JOBS = 8000;
$examples = __DIR__ . '/../../php/examples';
$manifest = file_get_contents("$examples/deploy/kubernetes.yaml");

/** What the manifest has at this place, as JSON. */
$said = fn (string $regex) => json_decode(preg_match("~$regex~s", $manifest, $found) ? $found[1] : 'null');
[$php, $script] = $said('\n {10}command: (\[[^]]+\])');
check($php === 'php', 'php is the first process of the container');
$code = file_get_contents("$examples/$script");
$hook = $said('\bpreStop:\s+exec:\s+(?:#[^\n]*\s+)?command: (\[[^]]+\])');
$probe = fn (string $name) => $said("\\b{$name}Probe:\\s+(?:#[^\n]*\\s+)?exec: \\{ command: (\\[[^]]+\\])");
foreach ([$hook, ...array_map($probe, ['startup', 'readiness', 'liveness'])] as $command) {
    check(array_slice($command ?? [], 0, 2) === ['php', $script], "a command is one of $script: " . json_encode($command));
}
$replicas = $said('\breplicas: (\d+)');

$network = new Network();
$redis = new Redis();
$redis->connect($network->server->address);
for ($job = 1; $job <= JOBS; $job++) {
    $redis->xAdd('orders', '*', ['number' => $job]);
}
$pods = [];
/** A pod takes part when its startup probe has said so. */
$create = function () use ($network, &$pods, $code, $script, $probe) {
    $pods[] = $pod = $network->host('orders-' . bin2hex(random_bytes(5)), $code, basename($script, '.php'));
    foreach (['startup', 'readiness', 'liveness'] as $name) {
        check($network->inside($pod, ...array_slice($probe($name), 2))->wait() === 0, "the $name probe is content");
    }
};
$done = function () use (&$pods) {
    preg_match_all('/ (\d+)$/m', implode(array_map(fn (Fleet $pod) => $pod->output(), $pods)), $found);
    return $found[1];
};
while (count($pods) < $replicas) {
    $create();
}
$slowest = 0;
for ($old = 0; $old < $replicas; $old++) {
    until(fn () => count($done()) > JOBS * ($old + 1) / ($replicas + 2), 'some more jobs to be done');
    $create();
    $began = clock();
    $asked = $network->inside($pods[$old], ...array_slice($hook, 2));
    check($asked->wait() === 0 && str_contains($asked->output(), 'no job was cut'), "the hook has succeeded: {$asked->output()}");
    check($pods[$old]->wait() === 0, 'the pod ends with 0');
    $slowest = max($slowest, clock() - $began);
}
check($redis->xLen('orders') > 0, 'all pods were replaced in the middle of the work, else this proves nothing');
until(fn () => $redis->xLen('orders') === 0, 'all jobs to be done', 30);

$times = array_count_values($done());
check(count($times) === JOBS && array_sum($times) === JOBS, 'each of ' . JOBS . ' is done once, not ' . json_encode(array_diff($times, [1])));
$hosts = array_map(fn ($consumer) => strstr($consumer['name'], '.', true), $redis->xInfo('CONSUMERS', 'orders', 'shop'));
sort($hosts);
$names = array_map(fn (Fleet $pod) => $pod->env()['HOST'], $pods);
sort($names);
check(array_values(array_unique($hosts)) === $names, 'consumers are called after their pods: ' . implode(' ', $hosts));

foreach (array_slice($pods, $replicas) as $pod) {
    // As an image with STOPSIGNAL has it, and no hook.
    $pod->signal(SIGQUIT);
    check($pod->wait() === 0, 'the pod ends with 0');
}
foreach ($pods as $pod) {
    check(!preg_match('/ (died|killed|waiting|dropped): /', $pod->log()), "nobody has died: {$pod->log()}");
    $pod->clean();
}
$network->server->stop();
file_put_contents(getenv('NARUTO_TEST_FIGURES') ?: '/dev/null', sprintf(
    "%d pods replaced by %d others under load, the slowest had left after %.0f ms; %d jobs, each done once\n",
    $replicas, $replicas, $slowest * 1000, JOBS,
), FILE_APPEND);
echo "Done\n";
?>
--EXPECT--
Done
