--TEST--
whatever the README refers to is there
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/program.inc';
require __DIR__ . '/readme.inc';

$root = dirname(__DIR__, 2);
preg_match_all('~\]\((?!https?:)([^)#]+)~', readme(), $links);
preg_match_all('~`(\w+/[\w/.-]*)`~', readme(), $paths);
foreach ([...$links[1], ...$paths[1]] as $path) {
    check(file_exists("$root/$path"), "there is $path");
}
preg_match_all('~^(?:`|\$ )?make ([a-z-]+)|[`&] ?(?:sudo )?make ([a-z-]+)~m', readme(), $targets);
foreach (array_filter([...$targets[1], ...$targets[2]]) as $target) {
    check(preg_match("/^$target:/m", file_get_contents("$root/Makefile")) === 1, "there is make $target");
}
check(count($targets[0]) > 4, 'targets are found');

// What it names of the classes is there, and what the classes have is not called otherwise.
preg_match_all('/Naruto\\\\(\w+)/', readme(), $classes);
foreach ($classes[1] as $class) {
    check(class_exists("Naruto\\$class") || function_exists("Naruto\\$class"), "there is Naruto\\$class");
}
preg_match_all('/`(?:\$manager->)?(\w+)\(\w*\)`/', readme(), $methods);
foreach ($methods[1] as $method) {
    $known = method_exists(Naruto\Manager::class, $method) || method_exists(Naruto\Worker::class, $method) || method_exists(Naruto\ProcessException::class, $method);
    check($known || function_exists($method) || $method === 'exit', "there is $method()");
}

// The beginning of what php --ri naruto prints.
preg_match('/^\$ php --ri naruto\n(.*)/ms', current(preg_grep('/^\$ php --ri /m', blocks('console'))), $said);
ob_start();
(new ReflectionExtension('naruto'))->info();
check(str_starts_with(ob_get_clean(), $said[1]), 'php --ri naruto begins as shown');
echo "Done\n";
?>
--EXPECT--
Done
