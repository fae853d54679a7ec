--TEST--
metrics is text that a scraper takes; its counters do not fall when a worker dies, is renewed, or its slot is taken away
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/fleet.inc';

/** @return array<string, float> samples by name and labels; whatever is not of the grammar is told */
function scrape(Fleet $fleet): array
{
    [$status, $out, $err] = $fleet->command('metrics');
    check($status === 0 && $err === '', "metrics: $status $err");
    check(str_ends_with($out, "\n# EOF\n"), 'it ends in # EOF');
    $samples = $types = [];
    $family = '';
    foreach (explode("\n", substr($out, 0, -7)) as $line) {
        if (preg_match('/^# (HELP|TYPE) ([a-z_]+) (.+)$/', $line, $found)) {
            [, $what, $name, $text] = $found;
            if ($what === 'TYPE') {
                check($family === $name && !isset($types[$name]), "HELP and TYPE of $name come together, once");
                check(in_array($text, ['counter', 'gauge', 'histogram']) && ($text === 'counter') === str_ends_with($name, '_total'), $line);
                $types[$name] = $text;
            }
            $family = $name;
            continue;
        }
        $label = '[a-z]+="(?:[^"\\\\\n]|\\\\[\\\\"n])*"';
        $known = preg_match("/^([a-z_]+)\{($label(?:,$label)*)\} (-?\d+(?:\.\d+)?(?:e-?\d+)?)$/", $line, $found);
        if (check($known === 1, "a sample: $line")) {
            $suffix = ($types[$family] ?? '') === 'histogram' ? '(?:_bucket|_sum|_count)' : '';
            check(preg_match("/^$family$suffix$/", $found[1]) === 1, "$line is of $family");
            check(!isset($samples["$found[1]{{$found[2]}}"]), "once: $line");
            $samples["$found[1]{{$found[2]}}"] = (float) $found[3];
        }
    }
    check(count($types) >= 15 && count($samples) > 60, count($types) . ' families, ' . count($samples) . ' samples');
    return $samples;
}

$fleet = shop();
$last = scrape($fleet);
$rise = function (string $when) use ($fleet, &$last): array {
    $now = scrape($fleet);
    foreach ($now as $name => $value) {
        if (preg_match('/_total\{|_bucket\{|_sum\{|_count\{/', $name)) {
            check($value >= $last[$name], "$when: $name does not fall from {$last[$name]} to $value");
        }
    }
    return $last = $now;
};
$count = function (string $name, string $labels = '') use (&$last): float {
    return $last["naruto_$name{fleet=\"shop\",group=\"worker\"$labels}"];
};

$jobs = $count('jobs_total');
check($fleet->command('scale', '6', 'worker')[0] === 0, 'six');
$fleet->until(fn () => min(array_column(status_of($fleet)['workers'], 'jobs')) > 0, 'all of them to work');
$rise('more workers');
check($fleet->command('scale', '1', 'worker')[0] === 0, 'one');
$rise('fewer workers');
check($count('workers_wanted') === 1.0 && $count('deaths_total', ',cause="scale"') === 5.0, 'five were taken away');
check($count('jobs_total') > $jobs, 'their jobs count');
check($count('job_duration_seconds_count') === $count('job_duration_seconds_bucket', ',le="+Inf"'), 'each job is in the histogram');

$fleet->open('busy');
[$line] = $fleet->awaitTold('/^busy/');
unlink("$fleet->home/gate-busy");
posix_kill((int) substr($line, 5), SIGKILL);
$fleet->until(fn () => status_of($fleet)['groups']['worker']['failed'] === 1, 'the death');
$rise('a death');
check($count('jobs_failed_total') === 1.0 && $count('deaths_total', ',cause="signal"') === 1.0, 'it counts');
check($fleet->command('reload')[0] === 0, 'a reload');
$rise('a reload');
check($fleet->command('scale', '3', 'worker')[0] === 0, 'three');
$rise('slots that come back');
check($last['naruto_generation{fleet="shop"}'] === 2.0 && $last['naruto_up{fleet="shop"}'] === 1.0, 'of the fleet');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
