--TEST--
development as users do it: a saved file is new code after a reload, one with an error is refused with PHP's words, a typo starts nothing
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/scripts.inc';

$app = fn (string $what) => "<?php return function (Naruto\\Worker \$worker): void {
    tell('$what');
    \$worker->wait(INF);
};\n";
$fleet = start_script('development', ['files' => ['app/worker.php' => $app('first')]]);
$save = fn (string $code) => file_put_contents("$fleet->home/app/worker.php", $code);
$fleet->awaitTold('/^first$/');
// Everything is on the terminal.
$fleet->awaitLog('/ debug /');

$save($app('second'));
[$status, $output] = $fleet->command('reload');
check($status === 0 && str_contains($output, '1 of 1 renewed'), "it is told of its success: $output");
$fleet->awaitTold('/^second$/');

// The script itself cannot be parsed any more, so php ends before it gets to the command.
$save('<?php return function ( {');
[$status, $output, $errors] = $fleet->command('reload');
check($status === 255 && preg_match('~Parse error: .* in \S+/app/worker\.php on line 1$~m', $output) === 1 && $errors === '', "PHP alone says what is wrong: $output$errors");

// This one can be started, and fails at its first job.
$save('<?php return fn () => throw new Exception("no database");');
[$status, $output, $errors] = $fleet->command('reload');
check($status === 1 && str_contains($errors, 'Exception: no database in '), "it is refused: $output$errors");

[$status, $output, $errors] = $fleet->command('relaod');
check($status === 2 && str_contains($errors, 'reload'), "a typo is told: $errors");
$fleet->awaitTold('/^second$/', 2);
$save($app('third'));
check($fleet->command('reload')[0] === 0, 'and it can be mended');
$fleet->awaitTold('/^third$/');
$fleet->signal(SIGINT);
check($fleet->wait() === 0, 'Ctrl-C ends it');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
