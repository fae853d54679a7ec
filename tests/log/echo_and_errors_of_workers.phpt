--TEST--
what a worker prints and what PHP reports of it go where they would without naruto, never into the log
--FILE--
<?php
require __DIR__ . '/lines.inc';

foreach (['1' => 'output', 'stderr' => 'errors'] as $display => $where) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        function speak(string $who): void
        {
            echo "echo of $who\n";
            print("print of $who\n");
            fwrite(STDOUT, "stdout of $who\n");
            fwrite(STDERR, "stderr of $who\n");
            trigger_error("warning of $who", E_USER_WARNING);
            error_log("error_log of $who");
        }
        $manager = new Naruto\Manager(["startNum" => 1, "logFile" => HOME . "/fleet.log"]);
        $manager->run(function () use ($manager) {
            speak("worker");
            tell("spoken");
            $manager->stop();
            hold("end");
        });
        speak("script");', ['ini' => ['display_errors' => $display, 'html_errors' => '0', 'log_errors' => '0']]);
    $fleet->awaitTold('/^spoken$/');
    // At once, while the job still runs.
    [$output, $errors] = [$fleet->output(), $fleet->log()];
    $fleet->open('end');
    check($fleet->wait() === 0, 'the fleet ends with 0');
    foreach (['worker', 'script'] as $who) {
        if ($who === 'script') {
            [$output, $errors] = [substr($fleet->output(), strlen($output)), substr($fleet->log(), strlen($errors))];
        }
        $warning = "\nWarning: warning of $who in ";
        check(str_starts_with($output, "echo of $who\nprint of $who\nstdout of $who\n"), "$who: the output is $output");
        check(str_starts_with($errors, "stderr of $who\n"), "$who: the errors are $errors");
        check(str_contains($where === 'output' ? $output : $errors, $warning), "$who: the warning is in the $where");
        check(!str_contains($where === 'output' ? $errors : $output, 'Warning'), "$who: and nowhere else");
        check(str_contains($errors, "error_log of $who\n"), "$who: the log of PHP is stderr");
    }
    $log = file_get_contents("$fleet->home/fleet.log");
    check(array_column(lines($log), 'event') === ['started', 'stop', 'ended'] , "the log has its own lines only: $log");
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
