--TEST--
the benchmark measures every row for every peer, and leaves nothing behind
--DESCRIPTION--
Small and short: how fast anything is, is no test.
--FILE--
<?php
require __DIR__ . '/../include/program.inc';
require __DIR__ . '/peer.inc';
require __DIR__ . '/rows.inc';

exec('PHP=' . escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg(__DIR__ . '/run') . ' --quick 2>&1', $lines, $status);
check($status === 0, "it ends with 0, not $status:\n" . implode("\n", $lines));
foreach (rows() as $name => $row) {
    $title = preg_quote("$row->title, $row->unit", '~');
    $figures = $name === 'reload_batch' ? '\s+(?:\d\S*|–)\s+–\s+–' : str_repeat('\s+\d\S*', 3);
    check(count(preg_grep("~^$title +2$figures\s~u", $lines)) === 1, "$name is measured:\n" . implode("\n", $lines));
}
exec('PHP=' . escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg(__DIR__ . '/run') . ' --quick nonsense 2>&1', $said, $status);
check($status === 2 && str_starts_with($said[0], 'tests/bench/run: unknown: nonsense; rows are start respawn '), implode("\n", $said));
echo "Done\n";
?>
--EXPECT--
Done
