--TEST--
the engine never writes to what is frozen, with or without opcache and JIT, on pages on which a write would be a crash
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// The build for tests makes the pages read-only.
$script = '<?php
    require ' . var_export(__DIR__ . '/operations.inc', true) . ';
    $done = compare_all(5);
    $jit = function_exists("opcache_get_status") ? opcache_get_status(false)["jit"]["on"] : null;
    echo $done === 5 * count(operations()) ? "all done" : "not all done", ", JIT ", var_export($jit, true);';
$opcache = ['zend_extension' => 'opcache', 'opcache.enable_cli' => '1', 'opcache.jit_buffer_size' => '32M'];
$engines = [
    'without opcache' => [[], 'NULL'],
    'opcache' => [['opcache.jit' => 'off'] + $opcache, 'false'],
    'tracing JIT' => [['opcache.jit' => 'tracing', 'opcache.jit_hot_loop' => '8', 'opcache.jit_hot_func' => '8'] + $opcache, 'true'],
    'function JIT' => [['opcache.jit' => 'function'] + $opcache, 'true'],
    'opcache that copies nothing twice' => [['opcache.jit' => 'off', 'opcache.interned_strings_buffer' => '0'] + $opcache, 'false'],
];
foreach ($engines as $engine => [$ini, $jit]) {
    $fleet = Fleet::start($script, ['ini' => $ini + ['display_errors' => '1'], 'env' => ['NARUTO_FAULT' => 'frozen']]);
    check($fleet->wait(60) === 0, "$engine: the script ends well: " . $fleet->log());
    check($fleet->output() === "all done, JIT $jit", "$engine: {$fleet->output()}");
    $fleet->clean();
}

// And the pages are what is said of them.
$fleet = Fleet::start(<<<'CODE'
    <?php
    // Of no file, and without a name.
    $read_only = fn () => preg_match_all('/^\S+ r--p 0+ 00:00 0 *$/m', file_get_contents('/proc/self/maps'));
    $before = $read_only();
    $text = Naruto\freeze(str_repeat('frozen', 2));
    echo $read_only() - $before;
    CODE, ['env' => ['NARUTO_FAULT' => 'frozen']]);
check($fleet->wait() === 0 && $fleet->output() === '1', 'there is one more read-only mapping: ' . $fleet->output());
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
