--TEST--
each example is in the list of them, with the command that its first lines name; what the list says of the manifest and of times is so
--FILE--
<?php
require __DIR__ . '/../include/program.inc';

$folder = __DIR__ . '/../../php/examples';
$readme = file_get_contents("$folder/README.md");
preg_match_all('/^\| \[([^]]+)\]\(\1\) \| [^|]+ \| `([^`]+)` \|$/m', $readme, $rows);
$listed = array_combine($rows[1], $rows[2]);
$there = array_map(basename(...), glob("$folder/*.php"));
check(array_diff($there, array_keys($listed)) === [], 'every script is listed, but not ' . implode(' ', array_diff($there, array_keys($listed))));
foreach ($listed as $script => $command) {
    check(is_file("$folder/$script"), "$script is there");
    // Those of others, or that are compared with the README, have no such lines.
    if (preg_match('~^//     (\S.*)$~m', (string) file_get_contents("$folder/$script"), $found)) {
        check(rtrim(strtok($found[1], '[')) === $command, "$script is run by: $found[1]");
    }
}
preg_match_all('/\]\(([^)#:]+)\)/', $readme, $links);
foreach ($links[1] as $link) {
    check(file_exists("$folder/$link"), "$link is there");
}
foreach (glob("$folder/deploy/*") as $path) {
    check(in_array('deploy/' . basename($path), $links[1], true), basename($path) . ' is listed');
}

// A claim must not come before a job's time is up, and its grace.
$stream = file_get_contents("$folder/redis-stream.php");
check(preg_match("/'jobTimeout' => (\d+)/", $stream, $timeout) && preg_match('/, 60_000, /', $stream) && $timeout[1] + 5 < 60,
    'who is claimed from has been killed before');
$manifest = file_get_contents("$folder/deploy/kubernetes.yaml");
check(preg_match('/terminationGracePeriodSeconds: (\d+)/', $manifest, $grace) && $grace[1] > $timeout[1] + 5, 'a pod has time for its jobs');
echo "Done\n";
?>
--EXPECT--
Done
