--TEST--
a link, a file or somebody else's pipe at the path of a pipe is refused and left alone
--DESCRIPTION--
The master may be root: what it writes must not go where a symlink leads, what it removes must be its own. The worker
is told all the same.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$foreign = [
    'link' => [fn ($path) => symlink(dirname($path, 3) . '/precious', $path), 'is a symbolic link', 'is no pipe'],
    'file' => [fn ($path) => file_put_contents($path, 'precious'), 'is no pipe', 'is no pipe'],
    'directory' => [fn ($path) => mkdir($path), '', 'is no pipe'],
];
if (posix_geteuid() === 0) {
    $make = fn ($path) => posix_mkfifo($path, 0600) && chown($path, 65534);
    $foreign['pipe'] = [$make, '', 'belongs to another user'];
}
foreach ($foreign as $what => [$make, $refused, $left]) {
    $fleet = Fleet::start('<?php
    require getenv("IN_WORKER");
    (new Naruto\Manager(["startNum" => 2, "hangupLoopMicrotime" => 1000]))->run(function ($worker) {
        if (file_exists(HOME . "/gate-write") && $worker->id === 2) {
            unlink(HOME . "/gate-write");
            $path = trim(file_get_contents(HOME . "/path"));
            $handle = new Naruto\Worker(["pid" => (int) substr($path, strrpos($path, "e") + 1), "pipeDir" => dirname($path)]);
            foreach (["pipeWrite" => ["stop"], "pipeRead" => [], "clearPipe" => [], "pipeMake" => []] as $method => $arguments) {
                try {
                    tell("$method " . var_export($handle->$method(...$arguments), true));
                } catch (Naruto\ProcessException $error) {
                    tell("$method refused: " . $error->getMessage());
                }
            }
        }
    });
    ');
    file_put_contents("$fleet->home/precious", 'precious');
    $worker = $fleet->waitNames(2)['worker#1'];
    $fleet->awaitLog('/started: /');
    $path = $fleet->pipe($worker);
    rename($path, "$path.away");
    $make($path);
    file_put_contents("$fleet->home/path", $path);

    $fleet->open('write');
    $told = $fleet->awaitTold('/^(pipe|clear)/', 4);
    foreach ($told as $line) {
        // Nobody reads it, so it cannot even be opened for writing: that is as good as gone.
        if ($what === 'pipe' && $line === 'pipeWrite false') {
            continue;
        }
        check(str_contains($line, 'refused'), "$what: it is refused: $line");
        check(str_contains($line, $path), "$what: the path is named: $line");
        check(preg_match('/: (is |belongs to|.*\(E[A-Z]+\))/', $line) === 1, "$what: the reason is named: $line");
    }

    $fleet->signal(SIGUSR1);
    $fleet->awaitLog('/2 of 2 renewed/');
    check(!proc_stat($worker), "$what: the worker has left all the same");
    $name = preg_quote($path, '/');
    if ($refused !== '') {
        check(preg_match("/warning .*$name: $refused; it is left alone/", $fleet->log()) === 1, "$what: the refusal to write is told: {$fleet->log()}");
    }
    check(preg_match("/warning .*$name: $left; it is left alone/", $fleet->log()) === 1, "$what: the refusal to remove is told: {$fleet->log()}");
    check(file_get_contents("$fleet->home/precious") === 'precious', "$what: what it led to is as it was");
    clearstatcache();
    check(is_link($path) || file_exists($path), "$what: it still lies there");
    check($what !== 'file' || file_get_contents($path) === 'precious', "$what: with its content");

    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, "$what: it stops with 0");
    check(is_link($path) || file_exists($path), "$what: it is there to the end");
    is_dir($path) ? rmdir($path) : unlink($path);
    @unlink("$path.away");
    $fleet->clean();
}
echo "Done\n";
?>
--EXPECT--
Done
