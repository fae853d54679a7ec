--TEST--
the README's table of commands is what the extension obeys, by pipe and by signal
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';
require __DIR__ . '/readme.inc';

$table = [];
foreach (table('| word | signal | in PHP | what happens |') as [$words, $signals, $methods]) {
    $words = code($words);
    $table += array_combine($words, array_map(constant(...), explode(', ', $signals)));
    foreach (code($methods) as $call) {
        check(method_exists(Naruto\Manager::class, strtok($call, '(')), "there is Manager::$call");
    }
}

$script = '<?php
    $manager = new Naruto\Manager(["startNum" => 2]);
    file_put_contents(__DIR__ . "/signals", json_encode($manager->signalSupport));
    $manager->run(function () {});';

/** What a command has done to a fleet of two. */
$effect = function (callable $command) use ($script, $table): string {
    $fleet = Fleet::start($script);
    $fleet->awaitLog('/started: 2 workers/');
    $before = $fleet->workers();
    check(json_decode(file_get_contents("$fleet->home/signals"), true) === $table, 'signalSupport is as in the README');
    $command($fleet);
    [, $effect] = $fleet->awaitLog('/ (2 of 2 renewed|worker from 2 to [13]|2 workers left)\b/');
    if ($effect === '2 of 2 renewed') {
        check(!array_intersect($before, $fleet->waitWorkers(2)), 'a reload brings other workers');
    } elseif (str_contains($effect, 'from')) {
        $fleet->waitWorkers((int) substr($effect, -1));
    }
    if (!str_contains($effect, 'left')) {
        $fleet->signal(SIGTERM);
    }
    check($fleet->wait() === 0, 'the exit status is 0');
    $fleet->clean();
    return $effect;
};

foreach ($table as $word => $signal) {
    $bySignal = $effect(fn (Fleet $fleet) => $fleet->signal($signal));
    $byPipe = $effect(fn (Fleet $fleet) => file_put_contents("{$fleet->dir()}/naruto.pipe$fleet->pid", "$word\n"));
    check($bySignal === $byPipe, "$word does the same by signal");
    echo "$word: $byPipe\n";
}
?>
--EXPECT--
reload: 2 of 2 renewed
fresh: 2 of 2 renewed
stop: 2 workers left
quit: 2 workers left
terminate: 2 workers left
int: 2 workers left
scale +1: worker from 2 to 3
scale -1: worker from 2 to 1
