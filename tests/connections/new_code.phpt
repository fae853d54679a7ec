--TEST--
workers of new code do not have the connections of the process that they are forked from, which has none of the master's
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$server = stream_socket_server('unix://' . getenv('TMPDIR') . '/server.sock');
$code = fn (string $word) => '<?php
    require getenv("IN_WORKER");
    class Link { public $stream; }
    $link = new Link();
    $link->stream = stream_socket_client("unix://" . getenv("SERVER"));
    fwrite($link->stream, "' . $word . '\n");
    $manager = new Naruto\Manager(["startNum" => 2]);
    $manager->onWorkerExit(function () use ($link) {
        if (is_resource($link->stream)) {
            fwrite($link->stream, "bye\n");
            fclose($link->stream);
        }
    });
    $manager->run(function (Naruto\Worker $worker) use ($link) {
        static $job = 0;
        if ($job++ === 0) {
            tell("' . $word . ' " . (@fwrite($link->stream, "stray\n") === false ? "dead" : "works"));
        }
    });';
$fleet = Fleet::start($code('old'), ['env' => ['SERVER' => getenv('TMPDIR') . '/server.sock']]);
$old = stream_socket_accept($server, 10);
$fleet->awaitTold('/^old dead$/', 2);
file_put_contents($fleet->script, $code('new'));
$fleet->signal(SIGUSR1);
$new = stream_socket_accept($server, 30);
$fleet->awaitTold('/^new dead$/', 2);
$fleet->awaitLog('/ reload: 2 of 2 renewed/');
// The master has closed it in its hook, and nobody else has a copy, though generation 2 was started while it was open.
check(stream_get_contents($old) === "old\nbye\n", 'the session of the master was ended by it alone');
check(fgets($new) === "new\n", 'the new code has made its own');
$reports = '/ warning master .* log: open before run\(\), .*dead in workers: Link to \S+\/server.sock; connect in/';
check(preg_match_all($reports, $fleet->log()) === 2, "both have told of it:\n" . $fleet->log());
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
check(stream_get_contents($new) === '', 'nothing strays');
check($fleet->told() === ['old dead', 'old dead', 'new dead', 'new dead'], implode(', ', $fleet->told()));
unlink(getenv('TMPDIR') . '/server.sock');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
