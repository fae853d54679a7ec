--TEST--
of a very deep recursion the newest 128 calls are shown, and that there are more
--FILE--
<?php
require __DIR__ . '/traced.inc';

$fleet = traced('goes_down');
$expected = ['#0 ' . ASLEEP];
for ($number = 1; $number < 127; $number++) {
    $expected[] = "#$number down: goes_down()";
}
array_push($expected, '#127 …: goes_down()', '#128 …');
until(function () use ($fleet, $expected) { return ask($fleet) === [$expected]; }, 'the bottom to be reached');
end_of($fleet);
echo "Done\n";
?>
--EXPECT--
Done
