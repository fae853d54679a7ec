--TEST--
in the background, workers of new code log where those of the old code did, and what they print is told of alike
--FILE--
<?php
require __DIR__ . '/daemon.inc';

// Without logFile it is the file that standard error was: the new process cannot know it from the script.
foreach (['', '"logFile" => "fleet.log", '] as $setting) {
    $fleet = start_daemon('<?php
        $manager = new Naruto\Manager([' . $setting . '"startNum" => 2]);
        $manager->run(function ($worker) {
            static $told = false;
            if (!$told) {
                echo "printed by $worker->name\n";
                Naruto\ProcessException::info(["msg" => ["logged by $worker->name"]]);
                Naruto\ProcessException::info(["msg" => [json_encode(getenv("NARUTO_BACKGROUND_LOG"))]]);
                $told = true;
            }
        });');
    $log = fn () => $setting === '' ? $fleet->log() : file_get_contents("$fleet->home/fleet.log");
    $old = $fleet->waitNames(2);
    [$status, $out, $errors] = $fleet->command('reload', '--fresh');
    check($status === 0, "it is loaded anew: $out$errors");
    $fleet->until(fn () => preg_match_all('/printed by worker#[12]$/m', $log()) === 4, 'all to have printed');
    $fleet->until(fn () => preg_match_all('/ log: logged by worker#[12]$/m', $log()) === 4, 'all to have logged');
    foreach ([1, 2] as $number) {
        check(count(preg_grep("/^worker#$number \d+ printed by worker#$number$/", lines_of($log(), 'output'))) === 2, "worker#$number is told of by its name");
        check(count(preg_grep("/^worker#$number \d+ logged by worker#$number$/", lines_of($log(), 'log'))) === 2, "worker#$number logs in its own lines");
    }
    check(count(preg_grep('/ false$/', lines_of($log(), 'log'))) === 4, 'no worker has the variable by which that is done');
    check($fleet->command('stop')[0] === 0, 'it stops');
    await_end($fleet);
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
