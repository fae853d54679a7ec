--TEST--
a fatal error of PHP ends its worker alone, and the log has its message, file and line
--DESCRIPTION--
PHP leaves the engine in two shapes: by longjmp, which no code above it sees, and for an exhausted memory since 8.2.33 like exit(255). The worker writes the line in both.
--FILE--
<?php
require __DIR__ . '/dies.inc';

dies_alone('trigger_error("no route", E_USER_ERROR);', 'died: PHP Fatal error: no route in \S+/worker\.php:10, in a job after [\d.]+ m?s; 1 job done');
dies_alone(
    'eval("class Twice { function f() {} function f() {} }");',
    'died: PHP Fatal error: Cannot redeclare Twice::f\(\) in \S+/worker\.php\(10\) : eval\(\)\'d code:1, in a job after [\d.]+ m?s; 1 job done',
);
dies_alone(
    'file_put_contents("bad.php", "<?php\n\nclass Bad { abstract function f(); }"); include "bad.php";',
    'died: PHP Fatal error: Class Bad contains 1 abstract method .* in \S+/bad\.php:3, in a job after [\d.]+ m?s; 1 job done',
);
// Under valgrind PHP does without its own allocator, and so without a memory limit.
if (getenv('USE_ZEND_ALLOC') !== '0') {
    dies_alone(
        'ini_set("memory_limit", "8M"); for ($text = "";;) { $text .= str_repeat("x", 100000); }',
        'died: PHP Fatal error: Allowed memory size of 8388608 bytes exhausted .* in \S+/worker\.php:10, in a job after [\d.]+ m?s; 1 job done',
    );
}
echo "done\n";
?>
--EXPECT--
done
