--TEST--
a fatal error in defineSigHandler() terminates the fleet, the status is 255, nothing is left
--DESCRIPTION--
PHP leaves such code by longjmp, and for an exhausted memory since 8.2.33 like exit(255).
--FILE--
<?php
require __DIR__ . '/hook.inc';

$fatals = [
    'trigger_error("no alarm", E_USER_ERROR);' => 'no alarm',
    'eval("class Twice { function f() {} function f() {} }");' => 'Cannot redeclare Twice::f()',
];
// Under valgrind PHP does without its own allocator, and so without a memory limit.
if (getenv('USE_ZEND_ALLOC') !== '0') {
    $fatals['ini_set("memory_limit", "8M"); for ($text = "";;) { $text .= str_repeat("x", 100000); }'] = 'Allowed memory size of 8388608 bytes exhausted';
}
foreach ($fatals as $code => $message) {
    $fleet = hooked($code, ['display_errors' => 'stderr', 'html_errors' => '0']);
    $fleet->signal(SIGUSR1);
    check($fleet->wait() === 255, "$message: the status is 255");
    check(str_contains($fleet->log(), $message), "$message: the reason is told");
    check(preg_match('/ error   master .* log: a fatal error in PHP code of the master ends the fleet$/m', $fleet->log()) === 1, "$message: so is the consequence");
    check(preg_match('/ ended: 3 workers left after /', $fleet->log()) === 1, "$message: all have left");
    check($fleet->told('/^after/') === [], "$message: what follows run() does not run");
    check($fleet->told('/^shutdown/') === ["shutdown in $fleet->pid"], "$message: shutdown functions run as after any fatal error");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
