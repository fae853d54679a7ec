--TEST--
keep is a list of open streams; anything else is refused before anything starts
--FILE--
<?php
/** One that does not mind that it is never run. */
function unrun(array $config): Naruto\Manager
{
    return new class($config) extends Naruto\Manager {
        public function __construct(array $config)
        {
            $this->configure($config);
        }
    };
}

$closed = fopen('php://memory', 'r');
fclose($closed);
foreach (['tcp', 42, STDERR, [42], ['stream' => new stdClass()], [$closed], [fopen('php://memory', 'r')]] as $keep) {
    try {
        new Naruto\Manager(['keep' => $keep]);
        echo "taken\n";
    } catch (Naruto\ConfigException $refused) {
        echo $refused->getMessage(), "\n";
    }
}
try {
    unrun([])->group('mail', ['keep' => []], fn () => null);
} catch (Naruto\ConfigException $refused) {
    echo $refused->getMessage(), "\n";
}
foreach ([null, [], [STDERR], ['log' => STDERR, 'pair' => stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0)[0]]] as $keep) {
    unrun(['keep' => $keep]);
}
echo "done\n";
?>
--EXPECT--
keep: wanted a list of streams, got string "tcp"; nothing has been started
keep: wanted a list of streams, got int 42; nothing has been started
keep: wanted a list of streams, got resource; nothing has been started
keep[0]: wanted an open stream that has a descriptor, got int 42; nothing has been started
keep['stream']: wanted an open stream that has a descriptor, got stdClass; nothing has been started
keep[0]: wanted an open stream that has a descriptor, got resource; nothing has been started
keep[0]: wanted an open stream that has a descriptor, got resource; nothing has been started
keep is a setting of the manager, not of a group; nothing has been started
done
