--TEST--
what the script has printed into a buffer comes out once, by the master; a worker's own buffers are its own
--DESCRIPTION--
Neither the content nor the callback of an inherited buffer concerns a worker.
--FILE--
<?php
require __DIR__ . '/fleet.inc';

[$fleet, $workers] = lived('
    echo "straight\n";
    ob_start(function ($text) { at("callback"); return "[$text]"; });
    echo "outer\n";
    ob_start();
    echo "inner\n";
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->run(function ($worker) {
        static $job = 0;
        if ($job++ === 0) {
            at("level " . ob_get_level());
            echo "from a worker\n";
            ob_start(fn ($text) => strtoupper($text));
            echo "its own buffer\n";
            at("job");
        }
    });
    at("after " . ob_get_level());');
tells(['job' => 'first second', 'level 0' => 'first second', 'after 2' => 'master', 'callback' => 'master'], $fleet, $workers);
$lines = explode("\n", $fleet->output());
sort($lines);
check($lines === ['ITS OWN BUFFER', 'ITS OWN BUFFER', '[outer', ']', 'from a worker', 'from a worker', 'inner', 'straight'],
    "the output:\n" . $fleet->output());
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
