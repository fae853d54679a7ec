--TEST--
without a connection a fork costs nothing for them; with one, each worker does one system call for each
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach ([0, 1, 3] as $connections) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $server = stream_socket_server("unix://" . HOME . "/server.sock");
        for ($at = 0; $at < ' . $connections . '; $at++) { $open[] = stream_socket_client("unix://" . HOME . "/server.sock"); }
        (new Naruto\Manager(["startNum" => 5]))->run(function ($worker) {
            static $job = 0;
            $job++ || tell("job");
        });', ['under' => ['strace', '-f', '-qq', '-e', 'trace=socketpair,dup3', '-e', 'signal=none', '-o', 'calls']]);
    $fleet->awaitTold('/^job/', 5);
    // That of strace until now.
    $fleet->pid = (int) $fleet->awaitLog('/ (\d+)  started: 5 workers/')[1];
    $fleet->signal(SIGUSR1);
    $fleet->awaitLog('/ reload: 5 of 5 renewed/');
    $fleet->signal(SIGUSR2);
    $fleet->wait();
    $calls = file_get_contents("$fleet->home/calls");
    $count = fn (string $call) => preg_match_all("/ $call\(/", $calls);
    check($count('socketpair') === ($connections ? 1 : 0), "$connections connections: {$count('socketpair')} dead ends");
    check($count('dup3') === 10 * $connections, "$connections connections, 10 workers: {$count('dup3')} were cut");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
