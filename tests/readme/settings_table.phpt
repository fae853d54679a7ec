--TEST--
the README's table of settings is the one in the source, and the extension's
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/program.inc';
require __DIR__ . '/readme.inc';
require __DIR__ . '/settings.inc';

$table = settings_as_markdown();
if (!str_contains(readme(), "\n\n$table\n")) {
    echo "the table in the README should be\n$table";
}

ob_start();
(new ReflectionExtension('naruto'))->info();
preg_match_all('/^(\w+) => (.*)$/m', ob_get_clean(), $rows);
$told = array_combine($rows[1], $rows[2]);
$keys = [];
foreach (settings() as ['name' => $name, 'alias' => $alias, 'default' => $default]) {
    array_push($keys, $name, ...array_filter([$alias]));
    check(($told[$name] ?? $default) === $default, "php --ri naruto has $default for $name");
}
check(count($keys) === count(array_unique($keys)) && count($keys) > 19, 'the source was understood');

// null is as if not given, whatever the setting, but only for a key that there is. The rest is for the log, which tells
// of each manager that is not run.
$quiet = ['logFile' => '/dev/null', 'logLevel' => 'error'];
foreach ($keys as $key) {
    try {
        new Naruto\Manager([$key => null] + $quiet);
    } catch (Naruto\ConfigException $refusal) {
        check(false, "the extension knows $key; it says: {$refusal->getMessage()}");
    }
}
try {
    new Naruto\Manager(['colour' => null] + $quiet);
    check(false, 'a key that is not in the table is refused');
} catch (Naruto\ConfigException) {
}
echo "Done\n";
?>
--EXPECT--
Done
