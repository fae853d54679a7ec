<?php
/** Runs the rows in rounds, every peer once in each, and prints the table. See tests/bench/run. */

require __DIR__ . '/peer.inc';
require __DIR__ . '/measures.inc';
require __DIR__ . '/rows.inc';
require __DIR__ . '/table.inc';

[$rounds, $sizes, $quick, $names] = [5, null, false, []];
foreach (array_slice($argv, 1) as $argument) {
    if (preg_match('/^--rounds=([1-9]\d{0,3})$/', $argument, $found)) {
        $rounds = (int) $found[1];
    } elseif (preg_match('/^--sizes=([1-9]\d*(?:,[1-9]\d*)*)$/', $argument, $found)) {
        $sizes = array_map(intval(...), explode(',', $found[1]));
    } elseif ($argument === '--quick') {
        $quick = true;
    } elseif (isset(rows()[$argument])) {
        $names[] = $argument;
    } else {
        fwrite(STDERR, "tests/bench/run: unknown: $argument; rows are " . implode(' ', array_keys(rows())) . "\n");
        exit(2);
    }
}
if ($quick) {
    [$rounds, $sizes] = [1, $sizes ?? [2]];
}
$rows = $names ? array_intersect_key(rows(), array_flip($names)) : rows();

preg_match('/^model name\s*: (.*)$/m', (string) file_get_contents('/proc/cpuinfo'), $model);
printf(
    "%s, %d × %s, Linux %s, PHP %s, load %s\n\n",
    date('Y-m-d'), preg_match_all('/^processor/m', (string) file_get_contents('/proc/cpuinfo')), $model[1] ?? 'CPU',
    php_uname('r'), PHP_VERSION, explode(' ', (string) file_get_contents('/proc/loadavg'))[0],
);

// Rows that come from the same run share it.
$runs = $shown = [];
foreach ($rows as $name => $row) {
    $shown[$name] = $quick || ($sizes && count($row->sizes) > 1) ? $sizes : $row->sizes;
    foreach ($shown[$name] as $size) {
        $runs["$row->measure $size"] = [$row->measure, $size, $row->once ? 1 : $rounds];
    }
}
$results = [];
foreach ($runs as [$measure, $size, $times]) {
    for ($round = 0; $round < $times; $round++) {
        foreach (array_keys(Peer::NAMES) as $peer) {
            foreach ($measure($peer, $size, $quick) as $name => $figure) {
                $results[$name][$size][$peer][] = $figure;
            }
        }
    }
}
echo heading();
foreach ($rows as $name => $row) {
    foreach ($shown[$name] as $size) {
        echo line($row, $size, ($results[$name][$size] ?? []) + ['naruto' => []]);
    }
}
if (!$quick) {
    echo growth($results);
}
