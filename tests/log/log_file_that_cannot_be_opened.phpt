--TEST--
a logFile that cannot be opened is a clear exception, and nothing is started
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach (['/no/such/directory/fleet.log' => 'No such file or directory \(ENOENT\)', '/' => 'Is a directory \(EISDIR\)', '/dev/null/x' => 'Not a directory \(ENOTDIR\)'] as $path => $why) {
    $fleet = Fleet::start("<?php
        require getenv('IN_WORKER');
        try {
            (new Naruto\\Manager(['logFile' => '$path', 'logLevel' => 'error']))->run(fn () => posix_kill(posix_getppid(), SIGTERM));
        } catch (Naruto\\ProcessException \$thrown) {
            tell(\$thrown->getMessage());
        }");
    check($fleet->wait() === 0, 'the script goes on');
    $told = $fleet->told()[0] ?? 'nothing';
    check(preg_match('~^open ' . preg_quote($path) . ": $why$~", $told) === 1, "open $path: $why, but: $told");
    check(glob("$fleet->home/run/*") === [], 'no directory was made');
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
