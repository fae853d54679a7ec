--TEST--
a trace reads like that of an exception in the same place, with opcache and its compiler too
--FILE--
<?php
require __DIR__ . '/traced.inc';

$compared = [];
$function = ['opcache.jit' => 'function'] + JIT;
foreach (['' => [], 'opcache, ' => OPCACHE, 'opcache, JIT, ' => JIT, 'opcache, JIT,  ' => $function] as $engine => $ini) {
    $ini += ['zend.exception_ignore_args' => '1', 'zend.exception_string_param_max_len' => '1000'];
    $script = Fleet::start(__DIR__ . '/shapes.inc', ['env' => ['NARUTO_FAULT' => 'trace'], 'ini' => $ini]);
    check($script->wait(60) === 0, 'the script ends');
    $right = preg_match('/^' . rtrim($engine) . ' ?(\d+) compared\n$/', $script->output(), $found);
    check($right === 1, "nothing differs with $engine:\n" . $script->output() . $script->log());
    $compared[] = (int) ($found[1] ?? 0);
    $script->clean();
}
check(count(array_unique($compared)) === 1 && $compared[0] > 400, 'all of them were compared: ' . implode(' ', $compared));
echo "Done\n";
?>
--EXPECT--
Done
