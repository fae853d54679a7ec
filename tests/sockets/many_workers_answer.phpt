--TEST--
all workers accept from one listening socket, which a reload with new code keeps: no connection is refused
--FILE--
<?php
require __DIR__ . '/http.inc';

$asked = reload_under_load(4);
check($asked > 20, "there was a load: $asked connections");

// Several workers answer; each connection is answered once.
$fleet = Fleet::start(server());
$address = 'tcp://' . substr($fleet->awaitTold('/^at /')[0], 3);
$workers = $fleet->waitWorkers(3);
$answers = [];
$fleet->until(function () use ($address, &$answers) {
    $answers[] = $pid = ask($address);
    check(is_int($pid), "it is answered: $pid");
    return count(array_unique($answers)) > 1 && count($answers) >= 50;
}, 'answers of more than one worker');
check(array_diff($answers, $workers) === [], 'all are by workers');
$port = sprintf('%04X', parse_url($address, PHP_URL_PORT));
check(preg_match("/^ *\\d+: [0-9A-F]+:$port [0-9A-F]+:0000 0A .*? 0 +0 (\\d+) /m", file_get_contents('/proc/net/tcp'), $listening) === 1, 'somebody listens');
foreach ($workers as $pid) {
    $links = array_map(fn ($fd) => @readlink($fd), array_combine($fds = glob("/proc/$pid/fd/*"), $fds));
    $flags = file_get_contents("/proc/$pid/fdinfo/" . basename(array_search("socket:[$listening[1]]", $links, true)));
    preg_match('/^flags:\s*(\d+)$/m', $flags, $found);
    check((octdec($found[1]) & 02004000) === 02004000, 'it never blocks, and no program gets it');
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'it ends with 0');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
