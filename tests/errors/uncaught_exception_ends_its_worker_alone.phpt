--TEST--
an uncaught exception ends its worker alone, and the log has class, message, file, line and trace
--FILE--
<?php
require __DIR__ . '/dies.inc';

$trace = '⏎#0 \[internal function\]: \{closure[^}]*\}\(Object\(Naruto\\\\Worker\)\)⏎#1 \S+/worker\.php\(\d+\): Naruto\\\\Manager->run\(Object\(Closure\)\)⏎#2 \{main\}';
dies_alone(
    'throw new Boom("no route");',
    "died: Boom: no route in \S+/worker\.php:10, in a job after [\d.]+ m?s; 1 job done$trace",
);
dies_alone(
    'throw new Boom("first line\nsecond line\r\nthird\0\e[31m");',
    "died: Boom: first line⏎second line⏎third\?\?\[31m in \S+/worker\.php:10, in a job after [\d.]+ m?s; 1 job done$trace",
);
dies_alone(
    'undefined_function();',
    "died: Error: Call to undefined function undefined_function\(\) in \S+/worker\.php:10, in a job after [\d.]+ m?s; 1 job done$trace",
);
dies_alone(
    'eval("this is not PHP");',
    "died: ParseError: syntax error, unexpected .* in \S+/worker\.php\(10\) : eval\(\)'d code:1, in a job after [\d.]+ m?s; 1 job done$trace",
);
echo "done\n";
?>
--EXPECT--
done
