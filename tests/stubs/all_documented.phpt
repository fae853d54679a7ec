--TEST--
each class, property, method and function of the stubs says what it is for
--FILE--
<?php
require __DIR__ . '/stubs.inc';

$members = 0;
foreach (stubs() as $name => $stub) {
    $own = fn ($member) => $member->class === $stub->getName();
    foreach ([$stub, ...array_filter($stub->getProperties(), $own), ...array_filter($stub->getMethods(), $own)] as $what) {
        $text = trim(preg_replace('~^/\*\*|\*/$|^\s*\*~m', '', (string) $what->getDocComment()));
        if ($text === '') {
            echo $what === $stub ? $name : "$name::{$what->getName()}", " is not documented\n";
        }
        $members++;
    }
}
foreach (stub_functions() as $name => $stub) {
    if (!preg_match('/^\s*\*\s+[A-Z]\w/m', (string) $stub->getDocComment())) {
        echo "$name() is not documented\n";
    }
}
echo $members > 50 ? 'Done' : "only $members were looked at", "\n";
?>
--EXPECT--
Done
