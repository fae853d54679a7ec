--TEST--
a worker's stdin is at its end, and the script's is untouched
--DESCRIPTION--
It would eat what is typed for its master.
--FILE--
<?php
require __DIR__ . '/fleet.inc';

[$fleet, $workers] = lived('
    fgets(STDIN) === "first line\n" && at("read");
    $manager = new Naruto\Manager(["startNum" => 1]);
    $manager->run(function ($worker) {
        static $job = 0;
        if ($job++ === 0) {
            file_get_contents("php://stdin") === "" && at("empty");
            trim((string) shell_exec("cat")) === "" && at("empty for a program");
            at("job");
        }
    });
    fgets(STDIN) === "second line\n" && at("read on");', ['under' => ['sh', '-c', 'printf "first line\nsecond line\n" >input; exec "$@" <input', 'sh']]);
tells(['job' => 'first second', 'empty' => 'first second', 'empty for a program' => 'first second', 'read' => 'master', 'read on' => 'master'], $fleet, $workers);
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
