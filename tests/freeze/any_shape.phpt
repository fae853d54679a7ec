--TEST--
nested a million deep, shared a billion times, large or already frozen: each is frozen once, in its own size
--INI--
memory_limit=-1
--FILE--
<?php
require __DIR__ . '/../include/program.inc';

$resident = fn () => (int) explode(' ', file_get_contents('/proc/self/statm'))[1] * 4096;

// PHP itself would overflow its stack if it freed this at once, so both are walked down to the end.
$deep = 'the bottom';
for ($depth = 0; $depth < 1000000; $depth++) {
    $deep = [$deep];
}
$frozen = Naruto\freeze($deep);
for ($levels = 0; is_array($deep) && is_array($frozen); $levels++) {
    $deep = $deep[0];
    $frozen = $frozen[0];
}
check($levels === 1000000 && $deep === $frozen, "a million levels, not $levels");

$tree = ['leaf'];
for ($depth = 0; $depth < 30; $depth++) {
    $tree = ['left' => $tree, 'right' => $tree];
}
$before = $resident();
$frozen = Naruto\freeze($tree);
check($resident() - $before < 4 << 20, 'an array in a billion places takes the memory of one: ' . $resident() - $before);
for ($depth = 0; $depth < 30; $depth++) {
    $frozen = $frozen[$depth % 2 ? 'left' : 'right'];
}
check($frozen === ['leaf'], 'a leaf of it is there');

$text = str_repeat('text', 1 << 18);
$texts = array_fill(0, 1000, $text);
$before = $resident();
$frozen = Naruto\freeze($texts);
check($resident() - $before < 8 << 20, 'a text in a thousand places takes the memory of one: ' . $resident() - $before);
check($frozen[0] === $text && $frozen[999] === $text, 'and is there in each');

$rows = array_map(fn (int $i) => ['id' => $i, 'status' => 'a status ' . $i % 3], range(1, 100000));
$frozen = Naruto\freeze($rows);
$before = $resident();
check(Naruto\freeze($frozen) === $rows && Naruto\freeze(['again' => $frozen])['again'] === $rows, 'frozen again');
check($resident() - $before < 4 << 20, 'and takes no more memory: ' . $resident() - $before);

foreach ([null, true, false, 0, 1.5, NAN, '', 'x', 'text', [], [[]], [null]] as $value) {
    check(serialize(Naruto\freeze($value)) === serialize($value), 'as it was: ' . serialize($value));
}
$big = Naruto\freeze(['bytes' => random_bytes(100 << 20), 'list' => range(1, 3000000)]);
check(strlen($big['bytes']) === 100 << 20 && $big['list'][2999999] === 3000000, 'more than one piece of memory');
echo "Done\n";
?>
--EXPECT--
Done
