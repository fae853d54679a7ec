--TEST--
composer.json is one that PIE accepts and speaks of what is really here
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/program.inc';

$root = dirname(__DIR__, 2);
$manifest = json_decode(file_get_contents("$root/composer.json"), true, flags: JSON_THROW_ON_ERROR);
$block = $manifest['php-ext'];

check($manifest['type'] === 'php-ext', 'the type is php-ext');
check(preg_match('~^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$~', $manifest['name']) === 1, 'the name is vendor/package');

// PIE installs no library for an extension.
foreach (array_keys($manifest['require']) as $package) {
    check($package === 'php' || str_starts_with($package, 'ext-'), "$package may be required by an extension");
}
$branch = sprintf('~%d.%d.0', PHP_MAJOR_VERSION, PHP_MINOR_VERSION);
check(in_array($branch, explode(' || ', $manifest['require']['php']), true), "the PHP of this run, $branch, is allowed");

// A misspelt key has no effect, silently.
$types = [
    'extension-name' => 'is_string', 'priority' => 'is_int', 'support-zts' => 'is_bool', 'support-nts' => 'is_bool',
    'os-families' => 'is_array', 'build-path' => 'is_string', 'configure-options' => 'is_array',
];
foreach ($block as $key => $value) {
    check(isset($types[$key]) && $types[$key]($value), "$key is a key of php-ext and has the right type");
}
check($block['priority'] >= 10 && $block['priority'] <= 99, 'the priority is a number of two digits');
check($block['os-families'] === ['linux'], 'Linux is what is tested');
check($block['support-zts'] === false, 'ZTS is refused, as in config.m4');

check(extension_loaded($block['extension-name']), 'the module is called what PIE looks for');

foreach ($manifest['bin'] as $bin) {
    check(is_executable("$root/$bin"), "$bin is a command");
}

$config = file_get_contents("$root/{$block['build-path']}/config.m4");
foreach ($block['configure-options'] as $option) {
    $name = preg_replace('/^(enable|with)-/', '', $option['name']);
    check(str_contains($config, "PHP_ARG_ENABLE([$name]"), "config.m4 knows --{$option['name']}");
}
echo "Done\n";
?>
--EXPECT--
Done
