--TEST--
a line costs one system call, and one more each second at most, which looks for the file
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach (['"logFile" => "fleet.log"' => 'fleet\.log', '"logFormat" => "json"' => null] as $settings => $file) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        $manager = new Naruto\Manager([' . $settings . ']);
        // What is made once is made by now.
        for ($line = 0; $line < 10; $line++) { Naruto\ProcessException::info(["msg" => ["line"]]); }
        $begin = clock();
        @unlink("/begin");
        for ($line = 0; $line < 2000; $line++) { Naruto\ProcessException::info(["msg" => ["line"]]); }
        @unlink("/end");
        echo (int) (clock() - $begin);', ['under' => ['strace', '-s', '200', '-o', 'trace', '-qq']]);
    check($fleet->wait(30) === 0, 'the script ends with 0');
    preg_match('~^unlink\S*"/begin".*?\n(.*)^unlink\S*"/end"~ms', file_get_contents("$fleet->home/trace"), $between);
    $calls = explode("\n", rtrim($between[1] ?? ''));
    $writes = preg_grep('/^write\(\d+, ".*line.*\) += \d+$/', $calls);
    check(count($writes) === 2000, 'each line is one write: ' . count($writes));
    $others = array_diff_key($calls, $writes);
    check(count($others) <= ($file ? (int) $fleet->output() + 1 : 0), "and nothing else:\n" . implode("\n", $others));
    check(preg_grep("/^\\w*stat\\w*\\(.*$file\"/", $others) === $others, 'but a look');
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
