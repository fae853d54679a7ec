--TEST--
new code brings its settings and groups; what scale has changed stays unless the code says another number
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/releases.inc';

$group = fn (string $name, int $number) => "->group('$name', ['startNum' => $number], function () {})";
$releases = new Releases();
$fleet = $releases->fleet;
$titles = fn () => array_count_values(array_map(fn ($pid) => preg_replace('/.* (\w+)#\d+$/', '$1', command_line($pid)), $fleet->workers()));
$sizes = function (array $wanted, string $what) use ($fleet, $titles): void {
    ksort($wanted);
    $fleet->until(function () use ($titles, $wanted) {
        $found = $titles();
        ksort($found);
        return $found === $wanted;
    }, "$what: " . json_encode($wanted));
};
$fleet->write($fleet->pid, "scale 2\n");
$sizes(['worker' => 2], 'scaled');
$releases->deploy(2, chain: $group('mail', 2));
check($releases->reload() === '', 'a new group is taken');
$sizes(['worker' => 2, 'mail' => 2], 'the number that scale has set stays');
$releases->deploy(3, settings: '["startNum" => 4, "hangupLoopMicrotime" => 2000]', chain: $group('mail', 1));
check($releases->reload() === '', 'other numbers are taken');
$sizes(['worker' => 4, 'mail' => 1], 'the code says other numbers');
$releases->deploy(4, settings: '["startNum" => 4, "hangupLoopMicrotime" => 2000]');
check($releases->reload() === '', 'a group less');
$sizes(['worker' => 4], 'the group is gone');
$releases->deploy(5, settings: '["startNum" => 4, "hangupLoopMicrotime" => 2000]', chain: $group('mail', 1));
check($releases->reload() === '', 'the group again');
$sizes(['worker' => 4, 'mail' => 1], 'it is back');
$releases->deploy(6, settings: '["name" => "other"]');
check(str_contains($releases->reload(), 'name or pipeDir is another one'), 'another fleet is no reload');
$releases->checkJobs();
$releases->end();
echo "Done\n";
?>
--EXPECT--
Done
