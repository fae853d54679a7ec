--TEST--
objects, resources and references are refused with the path to them, and nothing is frozen then
--FILE--
<?php
enum Suit { case Hearts; }

function refusal(mixed $value): void
{
    try {
        Naruto\freeze($value);
        echo "frozen\n";
    } catch (Naruto\ProcessException $refused) {
        echo $refused->getMessage(), "\n";
    }
}

$shared = 1;
$loop = [1];
$loop['self'] = &$loop;
$inner = [1];
$inner['self'] = &$inner;
$hidden = $inner;
unset($inner);
$deep = [new stdClass()];
for ($depth = 0; $depth < 100; $depth++) {
    $deep = ["d$depth" => $deep];
}

refusal(new stdClass());
refusal(['db' => [1, 2, 3, new ArrayObject()]]);
refusal(['a' => ['b' => ['c' => fopen('php://memory', 'r')]]]);
refusal([7 => [-1 => Suit::Hearts]]);
refusal(['f' => strlen(...)]);
refusal([1, &$shared]);
refusal($loop);
refusal($hidden);
refusal(["it's \\ \n é \xff" => [str_repeat('long', 20) => STDIN]]);
refusal($deep);
refusal($GLOBALS);
try {
    Naruto\freeze();
} catch (ArgumentCountError $error) {
    echo $error->getMessage(), "\n";
}

// What was made up to there is given back: no memory is gained.
$big = ['text' => str_repeat('x', 1 << 20), 'list' => range(1, 100000), 'object' => new stdClass()];
$resident = fn () => (int) explode(' ', file_get_contents('/proc/self/statm'))[1] * 4096;
$refuse = function () use ($big) {
    try {
        Naruto\freeze($big);
    } catch (Naruto\ProcessException) {
    }
};
$refuse();
$before = $resident();
for ($round = 0; $round < 100; $round++) {
    $refuse();
}
echo $resident() - $before < 4 << 20 ? "nothing was gained\n" : 'gained ' . $resident() - $before . " bytes\n";
?>
--EXPECT--
$value is an object, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['db'][3] is an object, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['a']['b']['c'] is a resource, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value[7][-1] is an object, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['f'] is an object, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value[1] is a reference, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['self'] is a reference, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['self'] is a reference to what it is in, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['it\'s \\ � é �']['longlonglonglonglonglonglonglonglonglong…'] is a resource, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['d99']['d98']['d97']['d96']['d95']['d94']['d93']['d92'][… 85 more …]['d6']['d5']['d4']['d3']['d2']['d1']['d0'][0] is an object, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
$value['loop'] is a reference, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen
Naruto\freeze() expects exactly 1 argument, 0 given
nothing was gained
