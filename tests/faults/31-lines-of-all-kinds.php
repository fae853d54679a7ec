<?php
/**
 * lines of all lengths and kinds in the pipe
 *
 * What is a command is obeyed, once and in order; what is none is dropped to its last byte, and nothing of it is obeyed.
 */

require __DIR__ . '/fault.inc';

/** A line of so many bytes, its end included, that would be a command were its beginning not rubbish. */
$rubbish = fn (int $bytes) => str_pad(' scale 20', $bytes - 1, 'x', STR_PAD_LEFT) . "\n";
$padded = fn (string $line, int $bytes) => str_pad($line, $bytes - 1) . "\n";
/** Pieces as they are written, each once the one before has been read; then "scale" and to what, or how many bytes drop. */
$corpus = [
    '1 byte' => [["x\n"], 'drop', 1],
    'nothing' => [["\n\n \n"], 'drop', 0],
    '511 bytes' => [[$padded('scale 3', 511)], 'scale', 3],
    '512 bytes' => [[$padded('scale 4', 512)], 'scale', 4],
    '513 bytes' => [[$rubbish(513)], 'drop', 512],
    '4096 bytes' => [[$rubbish(4096)], 'drop', 4095],
    '65536 bytes' => [[$rubbish(65536)], 'drop', 65535],
    'NUL in a word' => [["scale\0 20\n"], 'drop', 9],
    'NULs' => [["\0\0\0\n"], 'drop', 3],
    'NUL after a word' => [["stop\0\n"], 'drop', 5],
    'CRLF' => [["scale 5\r\n"], 'scale', 5],
    'CR alone' => [["stop\rstop\n"], 'drop', 9],
    'not ASCII' => [["scale 20\u{a0}\n"], 'drop', 10],
    'two pieces' => [['scale', " 6\n"], 'scale', 6],
    'its end comes later' => [['scale 7', "\n"], 'scale', 7],
    'its end never comes' => [['scale 20', "junk\n"], 'drop', 12],
    'after a fragment' => [['re', "\nscale 8\n"], 'scale', 8, 2],
    'glued, with arguments' => [["scale 20scale 20\n"], 'drop', 16],
    'glued to rubbish' => [["stopx\n", "xstop\n", "reloadstop!\n"], 'drop', 21],
    'a word too many' => [["stop now\n", "scale 20 worker now\n"], 'drop', 27],
    'a byte at a time' => [str_split("scale 9\n"), 'scale', 9],
    'a byte at a time, rubbish' => [str_split("xscale 20\n"), 'drop', 9],
    'two in one write' => [["scale 10\nscale 11\n"], 'scale', 11],
];
$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 2]))->run(fn () => 0);');
$fleet->awaitLog('/ started: /');
$dropped = $bytes = 0;
$scaled = [];
foreach ($corpus as $what => [$pieces, $effect, $number]) {
    foreach ($pieces as $piece) {
        $fleet->write($fleet->pid, $piece);
        $fleet->awaitRead($fleet->pid);
        $bytes += strlen($piece);
    }
    if ($effect === 'scale') {
        $fleet->awaitLog("/ scale: worker from \\d+ to $number workers\$/m");
        $scaled[] = $number;
    }
    $dropped += $effect === 'drop' ? $number : $corpus[$what][3] ?? 0;
}
// Words without arguments need no end; said twice they are one wish, and said again a second later at the earliest.
$begun = clock();
$fleet->write($fleet->pid, 'reload');
$fleet->awaitLog('/ reload: asked by the pipe, nothing changed on disk$/m');
$fleet->awaitRead($fleet->pid);
$fleet->write($fleet->pid, 'reloadreload');
until(fn () => substr_count($fleet->log(), ' reload: 11 of 11 renewed ') === 2, 'the second reload');
$said = fn () => array_sum(preg_match_all('/ dropped: (\d+) bytes on /', $fleet->log(), $found) ? $found[1] : []);
until(fn () => $said() >= $dropped, "$dropped dropped bytes, so far {$said()}");

$fleet->write($fleet->pid, 'stop');
$log = five_checks($fleet);
preg_match_all('/ dropped: (\d+) bytes on /', $log, $found);
check(array_sum($found[1]) === $dropped, "$dropped bytes are dropped, not " . array_sum($found[1]));
preg_match_all('/ scale: worker from \d+ to (\d+) workers$/m', $log, $found);
check($found[1] == [3, 4, 5, 6, 7, 8, 9, 10, 11], 'it scales as often as it is told: ' . implode(' ', $found[1]));
check(substr_count($log, ' reload: asked by ') === 2, "it reloads twice:\n$log");
held(sprintf('%d cases; %d of %d bytes dropped, all %d commands obeyed', count($corpus), $dropped, $bytes, count($found[1]) + 3));
