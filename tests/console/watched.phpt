--TEST--
status -w shows the same picture anew, and leaves the terminal as it was: by q, Ctrl-C, SIGTERM, the end of the fleet
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/fleet.inc';

const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";

/** @return array{Terminal, resource} a status that is being watched, and its terminal from the other side */
$watch = function (Fleet $fleet, int $columns) {
    $terminal = $fleet->onTerminal(['status', '-w'], $columns);
    $terminal->await('/mail#1 /');
    check(str_starts_with($terminal->shown(), ENTER), 'it has a screen of its own');
    // Held open, or the terminal would be gone with the program.
    $side = fopen($terminal->path(), 'r');
    check(!$terminal->isSane($terminal->path()), 'keys are taken one by one');
    return [$terminal, stream_get_meta_data($side)['uri'], $side];
};

$fleet = shop();
$ways = [
    'q' => [0, fn (Terminal $terminal) => $terminal->type('q')],
    'another key, then q' => [0, fn (Terminal $terminal) => $terminal->type('x') . $terminal->type('q')],
    'Ctrl-C' => [130, fn (Terminal $terminal) => $terminal->type("\x03")],
    'SIGTERM' => [143, fn (Terminal $terminal) => posix_kill($terminal->pid, SIGTERM)],
    'the end of the fleet' => [3, function () use ($fleet) { $fleet->signal(SIGTERM); }],
];
foreach ($ways as $way => [$status, $end]) {
    [$terminal, $path, $side] = $watch($fleet, 80);
    $end($terminal);
    check($terminal->wait() === $status, "$way ends it with $status");
    [$before, $after] = explode(LEAVE, $terminal->shown()) + [1 => null];
    check($after !== null && substr_count($before, ENTER) === 1, "$way gives the screen back: {$terminal->shown()}");
    check($terminal->isSane($path), "$way gives the keyboard back");
    if ($status === 3) {
        check(preg_match('/^shop is not running \(last ended \S+ by SIGTERM; log: /', $after) === 1, "it says so: $after");
    } else {
        check($after === '', "$way leaves nothing: $after");
    }
}
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();

// What changes shows, and so does another width.
$fleet = shop();
[$terminal] = $watch($fleet, 60);
check(!str_contains($terminal->text(), ' PID '), 'a narrow window has no room for PID');
$terminal->forget();
$terminal->resize(120);
$terminal->await('/ PID .* UP .* BUSY /');
$terminal->forget();
$fleet->open('busy');
$terminal->await('/order 7 张伟/');
$terminal->type('q');
check($terminal->wait() === 0, 'q ends it');
check(!str_contains($terminal->shown(), "\x1b[2J"), 'there is no moment in which nothing is there');
$fleet->open('end');

// In a pipe it goes on line by line, and ends with its reader.
$program = proc_open([...Program::php(), $fleet->script, 'status', '-w', '--json'], [1 => ['pipe', 'w']], $pipes, $fleet->home, $fleet->env() + getenv());
for ($line = 0; $line < 2; $line++) {
    check(json_decode(fgets($pipes[1]), true)['name'] === 'shop', 'each line is a whole status');
}
fclose($pipes[1]);
$fleet->until(fn () => !($now = proc_get_status($program))['running'], 'the end of a status that nobody reads');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'the fleet ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
