--TEST--
the stubs say exactly what the extension has
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/describe.inc';
require __DIR__ . '/stubs.inc';

$extension = new ReflectionExtension('naruto');
$stubs = stubs();
$classes = $extension->getClasses();

foreach (array_keys($stubs + $classes) as $name) {
    if (!isset($stubs[$name], $classes[$name])) {
        echo "$name is only in ", isset($stubs[$name]) ? 'the stubs' : 'the extension', "\n";
        continue;
    }
    $said = str_replace('NarutoStub\\', 'Naruto\\', describe($stubs[$name]));
    $real = describe($classes[$name]);
    foreach (array_keys($said + $real) as $member) {
        if (($said[$member] ?? null) !== ($real[$member] ?? null)) {
            printf("%s%s\n  stubs:     %s\n  extension: %s\n", $name, $member, $said[$member] ?? '-', $real[$member] ?? '-');
        }
    }
}
$functions = [];
foreach ($extension->getFunctions() as $function) {
    $functions[$function->getName()] = $function;
}
$stubs = stub_functions();
foreach (array_keys($stubs + $functions) as $name) {
    $said = isset($stubs[$name]) ? signature($stubs[$name]) : '-';
    $real = isset($functions[$name]) ? signature($functions[$name]) : '-';
    if ($said !== $real) {
        echo "$name()\n  stubs:     $said\n  extension: $real\n";
    }
}
// Stubs for these would be files of their own; nothing may be there that no stub tells of.
foreach ([...$extension->getConstants(), ...$extension->getINIEntries()] as $name => $_) {
    echo "$name is only in the extension\n";
}
echo "classes: ", count($classes), ", functions: ", count($functions), "\n";
?>
--EXPECT--
classes: 8, functions: 2
