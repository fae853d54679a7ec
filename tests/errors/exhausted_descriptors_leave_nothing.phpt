--TEST--
descriptors or memory that run out at the start are a clear exception, and nothing is left
--FILE--
<?php
require __DIR__ . '/fails_to_start.inc';

fails_to_start('pipe2:error=EMFILE:when=1', 'pipe signals: Too many open files \(EMFILE\)');
fails_to_start('pipe2:error=EMFILE:when=2', 'pipe the lifeline: Too many open files \(EMFILE\)');
fails_to_start('pipe2:error=ENFILE:when=3', 'pipe readiness: (Too many open files in system|File table overflow) \(ENFILE\)');
fails_to_start('memfd_create:error=ENOMEM', 'memfd_create .*: .* \(ENOMEM\)');
fails_to_start('ftruncate:error=ENOMEM:when=2', '\w+ .*: .* \(ENOMEM\)');
echo "done\n";
?>
--EXPECT--
done
