--TEST--
wait() ends with its time, with a stream that can be read, or at once when it is time to leave
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php
require getenv("IN_WORKER");
(new Naruto\Manager(["startNum" => 1]))->run(function (Naruto\Worker $worker) {
    [$left, $right] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    [$quiet, $other] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $keys = fn (array $ready) => json_encode(array_map(get_resource_type(...), $ready));
    while ($worker->running()) {
        $began = clock();
        tell("plain " . $keys($worker->wait(0.05)) . " " . (clock() - $began >= 0.05 ? "took its time" : "too short"));
        tell("in vain " . $keys($worker->wait(0.02, $left)));
        tell("no time " . $keys($worker->wait(0, ["a" => $left])));
        tell("nothing " . $keys($worker->wait(0.001, [])) . $keys($worker->wait(0.001, null)));
        fwrite($right, "one\ntwo\n");
        tell("alone " . $keys($worker->wait(INF, $left)));
        tell("with keys " . $keys($worker->wait(INF, ["quiet" => $quiet, 7 => $left, "\xff" => $other])));
        fgets($left);
        // The second line is in PHP, and not in the socket any more.
        tell("read ahead " . $keys($worker->wait(INF, ["quiet" => $quiet, "left" => $left])));
        fgets($left);
        tell("read all " . $keys($worker->wait(0, ["left" => $left])));
        fclose($right);
        tell("at its end " . $keys($worker->wait(INF, $left)));
        foreach ([-1, NAN, -INF] as $seconds) {
            try {
                $worker->wait($seconds);
            } catch (ValueError $error) {
                tell($error->getMessage());
            }
        }
        fclose($quiet);
        foreach (["text", $quiet, [$left, 5], new stdClass(), stream_context_create(), [[$left]]] as $wrong) {
            try {
                $worker->wait(1, $wrong);
            } catch (TypeError $error) {
                tell($error->getMessage());
            }
        }
        [$last, $end] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        tell("at last");
        tell("told to leave " . $keys($worker->wait(INF, $last)));
        fwrite($end, "x");
        tell("goes on " . $keys($worker->wait(1000, $last)));
    }
    tell("jobs: $worker->jobs");
});
');
$fleet->awaitTold('/at last/');
$asked = clock();
$fleet->write($fleet->workers()[0], "stop\n");
$fleet->awaitTold('/jobs/');
check(clock() - $asked < 2, 'it leaves at once');
echo implode("\n", $fleet->told()), "\n";
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
?>
--EXPECT--
plain [] took its time
in vain []
no time []
nothing [][]
alone ["stream"]
with keys {"7":"stream"}
read ahead {"left":"stream"}
read all []
at its end ["stream"]
Naruto\Worker::wait(): Argument #1 ($seconds) must be 0 or above, -1 given
Naruto\Worker::wait(): Argument #1 ($seconds) must be 0 or above, NaN given
Naruto\Worker::wait(): Argument #1 ($seconds) must be 0 or above, -inf given
Naruto\Worker::wait(): Argument #2 ($streams) must be an open stream that can be waited on, or an array of them, string "text" given
Naruto\Worker::wait(): Argument #2 ($streams) must be an open stream that can be waited on, or an array of them, resource given
Naruto\Worker::wait(): Argument #2 ($streams) must be an open stream that can be waited on, or an array of them, int 5 given
Naruto\Worker::wait(): Argument #2 ($streams) must be an open stream that can be waited on, or an array of them, stdClass given
Naruto\Worker::wait(): Argument #2 ($streams) must be an open stream that can be waited on, or an array of them, resource given
Naruto\Worker::wait(): Argument #2 ($streams) must be an open stream that can be waited on, or an array of them, array given
at last
told to leave []
goes on ["stream"]
jobs: 1
