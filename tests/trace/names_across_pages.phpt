--TEST--
a function is named also where its name begins at the very end of a page of memory
--FILE--
<?php
require __DIR__ . '/traced.inc';

// opcache lays the names side by side: of 3000, of all lengths, some begin at the last bytes of a page.
const FUNCTIONS = 3000;
$code = '<?php ';
for ($number = 0; $number < FUNCTIONS; $number++) {
    $name = "f{$number}_" . str_repeat('x', $number % 61);
    $code .= "function $name() { return explode(': ', Naruto\\Testing\\trace(getmypid())['lines'][1])[1]; }\n"
        . "if ($name() !== '$name()') echo '$name is ', $name(), \"\\n\";\n";
}
$code .= "echo opcache_get_status(false)['opcache_enabled'] ? 'all asked' : 'no opcache', \"\\n\";\n";
$file = getenv('TMPDIR') . '/names.php';
file_put_contents($file, $code);
$script = Fleet::start($file, ['env' => ['NARUTO_FAULT' => 'trace'], 'ini' => OPCACHE]);
check($script->wait(60) === 0, 'the script ends');
echo $script->output();
$script->clean();
unlink($file);
?>
--EXPECT--
all asked
