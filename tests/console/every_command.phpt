--TEST--
every command that shows or changes something, in a pipe and on a terminal, with the fleet idle, busy, reloading and gone
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/fleet.inc';

$time = '[\d.]+ m?s';
$gone = [3, '~^shop is not running \(last ended \d\d:\d\d:\d\d by the command stop; log: \S+/shop\.log\)\n$~'];
$json = fn (callable $holds) => fn (string $out) => is_array($value = json_decode($out, true)) && $holds($value);
$phase = fn (string $phase) => $json(fn (array $status) => $status['phase'] === $phase);
$well = [0, '~^shop is healthy: 3 workers ready\n$~'];
$asked = fn (string $word) => [0, "~^$word: asked\n$~"];

// What is said in each state: the exit status, and an expression or a function for the output.
$shown = [
    'status' => [
        'idle' => [0, '~^shop · running .*\n3 workers: (?=.*idle).*, 0 failed, .*/s\n\nWORKER +PID .*\nworker#1 .*\nworker#2 .*\nmail#1 ~'],
        'busy' => [0, '~\n3 workers: (?=.*busy).*\n\n.*\nworker#1 +\d+ +busy .*order 7 张伟\n~'],
        'reloading' => [0, '~^shop · reloading, up .*\n3 workers: (?=.*1 leaving)~'],
        'gone' => $gone,
    ],
    'status --all' => ['idle' => [0, '~^shop · running ~'], 'gone' => $gone],
    'status --json' => [
        'idle' => [0, $json(fn ($status) => $status['phase'] === 'running' && $status['groups']['worker']['startNum'] === 2)],
        'busy' => [0, $json(fn ($status) => [$status['workers'][0]['state'], $status['workers'][0]['note']] === ['busy', 'order 7 张伟'])],
        'reloading' => [0, $phase('reloading')],
        'gone' => $gone,
    ],
    'exits' => [
        'idle' => [0, '~^shop · running .*\nno worker has ended yet\n$~'],
        'reloading' => [0, '~^shop · reloading, .*\n2 left as planned: 2 reload\n\n *WHEN +WORKER .*\n.* reload ~'],
        'gone' => $gone,
    ],
    'exits --json' => [
        'idle' => [0, $json(fn ($exits) => $exits['exits'] === [] && array_sum($exits['deaths']) === 0)],
        'reloading' => [0, $json(fn ($exits) => $exits['exits'][0]['cause'] === 'reload' && $exits['deaths']['reload'] === 2)],
        'gone' => $gone,
    ],
    'health' => ['idle' => $well, 'busy' => $well, 'reloading' => $well, 'gone' => $gone],
    'health --max-busy 0' => ['busy' => [1, '~^worker#1 has been busy for .* \(order 7 张伟\), longer than 0.0 ms\n$~']],
    'health --json' => [
        'busy' => [0, $json(fn ($health) => $health['healthy'] && count($health['lines']) === 1)],
        'gone' => $gone,
    ],
    'metrics' => ['idle' => [0, '~^# HELP naruto_info .*\nnaruto_up\{fleet="shop"\} 1\n.*\n# EOF\n$~s'], 'gone' => $gone],
    'logs' => ['idle' => [0, '~ started: 3 workers in ~'], 'gone' => [0, '~ ended: 3 workers left after ~']],
    'trace' => [
        'idle' => [0, "~^worker#1 \(pid \d+\) idle for $time\n  #0 (.*\n)+\nworker#2 \(pid \d+\) idle .*\n(.*\n)+\nmail#1 \(pid \d+\) idle .*\n  #0 ~"],
        'busy' => [0, "~^worker#1 \(pid \d+\) busy for $time, order 7 张伟\n  #0 .*\n(.*\n)*  #\d+ .*: Naruto\\\\Manager->run\(\)\n  #\d+ \{main\}\n\n~"],
        'reloading' => [0, "~^worker#1 \(pid \d+\) leaving for $time, order 7 张伟\n  #0 ~"],
        'gone' => $gone,
    ],
    'trace mail 1' => ['busy' => [0, "~^mail#1 \(pid \d+\) idle for $time\n  #0 .*Naruto\\\\Manager->run\(\)\n  #1 \{main\}\n$~"], 'gone' => $gone],
    'trace worker#1 --json' => [
        'busy' => [0, $json(fn ($traced) => [$traced[0]['note'], end($traced[0]['frames'])['function']] === ['order 7 张伟', '{main}'])],
        'gone' => $gone,
    ],
    'trace worker#9' => ['idle' => [2, '~^there is no worker#9\n$~'], 'gone' => $gone],
    'help' => ['idle' => [0, '~^php shop.php \[command\]\n~'], 'gone' => [0, '~^php shop.php \[command\]\n~']],
    'start' => [
        'idle' => [4, '~^shop is already running, its master is pid \d+; if two were meant, set \'name\'\n$~'],
        'reloading' => [4, '~^shop is already running~'],
    ],
    'reload --no-wait' => ['reloading' => $asked('reload'), 'gone' => $gone],
    'relaod' => [
        'idle' => [2, '~^shop\.php: no command "relaod"; did you mean "reload"\? \("php shop.php help" lists all, ~'],
        'gone' => [2, '~did you mean "reload"\?~'],
    ],
    'status --jsno' => ['idle' => [2, '~^shop\.php: status: no option --jsno; there is --json, --all, --watch\n$~']],
    'stop now' => ['busy' => [2, '~^shop\.php: stop: wanted no further word, got "now"\n$~']],
];
$changing = [
    'reload' => ['idle' => [0, "~^reload: 3 of 3 renewed in $time, generation \d+\n$~"], 'gone' => $gone],
    'reload mail' => ['busy' => [0, "~^reload: 1 of 1 renewed in $time, generation \d+\n$~"], 'gone' => $gone],
    'reload worker 2' => ['busy' => [0, "~^reload: 1 of 1 renewed in $time, generation \d+\n$~"], 'gone' => $gone],
    'reload --timeout 0.1 worker#1' => ['busy-end' => [1, '~reload worker#1: not done yet, it goes on\n$~']],
    'scale +1 mail' => ['busy' => [0, '~^scale: mail has \d workers\n$~'], 'gone' => $gone],
    'scale -1 mail' => ['idle' => [0, '~^scale: mail has 1 worker\n$~'], 'busy' => [0, '~^scale: mail has \d workers?\n$~']],
    'stop --timeout 0.1' => ['stopping' => [1, '~stop: not done yet, it goes on\n$~']],
    'terminate' => ['gone' => $gone],
];

/** All of them in this state: those that only show beside each other, the others one after the other. */
function try_all(Fleet $fleet, string $state, array $commands, bool $together): void
{
    $begun = [];
    foreach (array_filter($commands, fn ($states) => isset($states[$state])) as $line => $states) {
        $words = explode(' ', $line);
        foreach ([fn () => $fleet->again($words), fn () => $fleet->onTerminal($words, 80)] as $begin) {
            $begun[] = [$line, $states[$state], $program = $begin()];
            $together || $program->wait();
        }
    }
    foreach ($begun as [$line, [$status, $expected], $program]) {
        $code = $program->wait();
        $terminal = $program instanceof Terminal;
        $out = $terminal ? $program->text() : $program->output() . $program->log();
        $where = "$line, $state, " . ($terminal ? 'on a terminal' : 'in a pipe');
        check($code === $status, "$where: ends with $status, not $code: $out");
        check(is_string($expected) ? preg_match($expected, $out) : $expected($out), "$where is as it should be: $out");
        if (!$terminal) {
            check(!str_contains($out, "\x1b"), "$where has no colour: $out");
        } elseif (preg_match('/^(status( --all)?|exits)$/', $line)) {
            $widest = max(array_map(fn ($row) => preg_match_all('/./u', $row) + preg_match_all('/\p{Han}/u', $row), explode("\n", $out)));
            check($widest <= 80 || $code === 3, "$where fits into 80 columns: $out");
        }
    }
}

$fleet = shop();
try_all($fleet, 'idle', $shown, true);
$fleet->open('busy');
$fleet->awaitTold('/^busy/');
try_all($fleet, 'busy', $shown, true);
// The worker that is asked to leave here holds its job: the fleet reloads until its gate is opened.
$fleet->command('reload', '--no-wait');
$fleet->until(fn () => status_of($fleet)['groups']['worker']['deaths']['reload'] === 1
    && status_of($fleet)['groups']['mail']['deaths']['reload'] === 1, 'the others to be renewed');
try_all($fleet, 'reloading', $shown, true);
unlink("$fleet->home/gate-busy");
$fleet->open('end');
$fleet->until(fn () => status_of($fleet)['phase'] === 'running', 'the end of the reloads');
try_all($fleet, 'idle', $changing, false);
unlink("$fleet->home/gate-end");
$fleet->open('busy');
$fleet->awaitTold('/^busy/', 2);
foreach (['busy', 'busy-end', 'stopping'] as $state) {
    try_all($fleet, $state, $changing, false);
}
$fleet->open('end');
check($fleet->wait() === 0, 'the fleet ends with 0');
try_all($fleet, 'gone', $shown, true);
try_all($fleet, 'gone', $changing, true);
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
