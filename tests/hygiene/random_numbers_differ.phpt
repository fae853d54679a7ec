--TEST--
workers have random numbers of their own, also if the script has used some before
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach (['mt_rand();', 'mt_srand(42);', 'mt_srand(42); shuffle($argv);'] as $before) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        ' . $before . '
        (new Naruto\Manager(["startNum" => 6]))->run(function ($worker) {
            static $job = 0;
            if ($job++ === 0) {
                $list = range(1, 50);
                shuffle($list);
                tell("numbers " . mt_rand() . " " . implode(",", $list) . " " . str_shuffle("abcdefghijklmnopqrstuvwxyz"));
            }
        });
        tell("master " . mt_rand());');
    $told = $fleet->awaitTold('/^numbers/', 6);
    foreach ([1, 2, 3] as $part) {
        $numbers = array_map(fn ($line) => explode(' ', $line)[$part], $told);
        check(count(array_unique($numbers)) === 6, "after $before they differ: " . implode(' ', $numbers));
    }
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    if (str_contains($before, '42')) {
        mt_srand(42);
        $argv = ['worker.php'];
        str_contains($before, 'shuffle') && shuffle($argv);
        check($fleet->told('/^master/') === ['master ' . mt_rand()], 'the seed of the script is its own');
    }
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
