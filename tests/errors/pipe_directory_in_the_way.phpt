--TEST--
a file or a link where the pipe directory should be is refused and left alone
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$tries = function (string $prepare, string $message, callable $look): void {
    $fleet = Fleet::start(<<<PHP
        <?php
        require getenv('IN_WORKER');
        {$prepare}
        try {
            (new Naruto\Manager(['startNum' => 2, 'pipeDir' => HOME . '/dir/sub']))->run(fn () => posix_kill(posix_getppid(), SIGTERM));
            tell('it has started');
        } catch (Throwable \$thrown) {
            tell(get_class(\$thrown) . ": {\$thrown->getMessage()}");
        }
        PHP);
    check($fleet->wait() === 0, 'the script goes on');
    $told = $fleet->told()[0] ?? 'nothing';
    check(preg_match("~^Naruto\\\\ProcessException: $message$~u", $told) === 1, "$message, but: $told");
    $look($fleet);
    $fleet->clean();
};
// Found by a first start, which has ended: the name of the instance's directory.
$instance = '(new Naruto\Manager(["startNum" => 1, "pipeDir" => HOME . "/dir/sub"]))->run(function () {
    tell(basename(glob(HOME . "/dir/sub/*")[0])); posix_kill(posix_getppid(), SIGTERM); });
    $instance = HOME . "/dir/sub/" . trim(file_get_contents(HOME . "/told")); unlink(HOME . "/told");';

$tries(
    'file_put_contents(HOME . "/dir", "mine");',
    'mkdir \S+/dir/sub: (Not a directory|File exists) \((ENOTDIR|EEXIST)\)',
    fn ($fleet) => check(file_get_contents("$fleet->home/dir") === 'mine', 'the file is left alone'),
);
$tries(
    "$instance file_put_contents(\$instance, 'mine');",
    '\S+/dir/sub/worker-\w+: is no directory; it is left alone',
    fn ($fleet) => check(file_get_contents(glob("$fleet->home/dir/sub/*")[0]) === 'mine', 'the file is left alone'),
);
$tries(
    "$instance mkdir(HOME . '/elsewhere', 0755); symlink(HOME . '/elsewhere', \$instance);",
    '\S+/dir/sub/worker-\w+: is no directory; it is left alone',
    fn ($fleet) => check(array_diff(scandir("$fleet->home/elsewhere"), ['.', '..']) === [] && (fileperms("$fleet->home/elsewhere") & 0777) === 0755, 'what the link points to is left alone'),
);
// What a foreign process has put there is not taken for a pipe of ours, nor swept.
$tries(
    "$instance mkdir(\$instance, 0700); touch(\"\$instance/mine\"); symlink('/dev/null', \"\$instance/lock\");",
    '.*/lock: .*',
    fn ($fleet) => check(is_link(glob("$fleet->home/dir/sub/*/lock")[0]) && glob("$fleet->home/dir/sub/*/mine") !== [], 'all is left alone'),
);
echo "done\n";
?>
--EXPECT--
done
