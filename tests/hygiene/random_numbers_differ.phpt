--TEST--
64 workers of one storm of forks have random numbers of their own, also if the script has used or seeded them before
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// Sixty-four draws of 62 bits are alike once in 2e15 runs; what has less to choose from draws more often.
$draws = [
    'mt_rand' => 'mt_rand() . mt_rand()',
    'rand' => 'rand() . rand()',
    'range' => 'mt_rand(1, 1 << 60)',
    'rand_range' => 'rand(1, 1 << 60)',
    'random_int' => 'random_int(1, 1 << 60)',
    'random_bytes' => 'bin2hex(random_bytes(8))',
    'lcg_value' => 'json_encode([lcg_value(), lcg_value()])',
    'uniqid' => 'uniqid("", true)',
    'shuffle' => 'implode("", $shuffled)',
    'array_rand' => 'implode(array_rand($list, 30)) . implode(array_rand($list, 30)) . implode(array_rand($list, 30))',
    'str_shuffle' => 'str_shuffle("abcdefghijklmnopqrstuvwxyz")',
    'Randomizer' => '(new Random\Randomizer())->getInt(1, 1 << 60)',
    'Mt19937' => '(new Random\Randomizer(new Random\Engine\Mt19937()))->getBytes(8)',
];
$drawn = implode(', ', array_map(fn ($name, $code) => "'$name' => bin2hex($code)", array_keys($draws), $draws));
$befores = [
    'nothing' => '',
    'used' => 'mt_rand(); lcg_value(); uniqid("", true); shuffle($argv);',
    'seeded' => 'mt_srand(42); mt_rand(); lcg_value();',
    'seeded as of old' => 'mt_srand(42, MT_RAND_PHP); rand(); lcg_value();',
];
foreach ($befores as $what => $before) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        ' . $before . '
        (new Naruto\Manager(["startNum" => 64]))->run(function ($worker) {
            static $job = 0;
            if ($job++ === 0) {
                $list = $shuffled = range(0, 59);
                shuffle($shuffled);
                tell("numbers " . json_encode([' . $drawn . ']));
            }
        });
        tell("master " . mt_rand() . " " . mt_rand());');
    $told = array_map(fn ($line) => json_decode(substr($line, 8), true), $fleet->awaitTold('/^numbers/', 64, 30));
    foreach (array_keys($draws) as $name) {
        $values = count(array_unique(array_column($told, $name)));
        check($values === 64, "$what before the fork: 64 workers have $values different values of $name");
    }
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    if (str_contains($before, 'mt_srand')) {
        eval($before);
        check($fleet->told('/^master/') === ['master ' . mt_rand() . ' ' . mt_rand()], "$what: the seed of the script is its own");
    }
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
