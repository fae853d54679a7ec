--TEST--
the stubs know exactly the settings that there are
--FILE--
<?php
require __DIR__ . '/../include/program.inc';
require __DIR__ . '/../readme/settings.inc';

$stub = file_get_contents(__DIR__ . '/../../stubs/Naruto/Manager.php');
preg_match('/@phpstan-type Settings array\{(.*?)\n \* \}/s', $stub, $type);
preg_match_all('/^ \*\s+(\w+)\?:/m', $type[1], $keys);
foreach (settings() as ['name' => $name, 'alias' => $alias]) {
    foreach (array_filter([$name, $alias]) as $key) {
        check(in_array($key, $keys[1], true), "the type Settings has $key");
        $keys[1] = array_diff($keys[1], [$key]);
    }
}
check($keys[1] === [], 'no other key is in it: ' . implode(' ', $keys[1]));
echo "Done\n";
?>
--EXPECT--
Done
