--TEST--
logLevel leaves out what matters less
--FILE--
<?php
require __DIR__ . '/lines.inc';

$levels = ['debug', 'info', 'warning', 'error'];
foreach ($levels as $at => $level) {
    $fleet = Fleet::start("<?php
        require getenv('IN_WORKER');
        (new Naruto\\Manager(['startNum' => 1, 'logLevel' => '$level']))->run(function (\$worker) {
            Naruto\\ProcessException::debug(['msg' => ['mine']]);
            Naruto\\ProcessException::info(['msg' => ['mine']]);
            tell('job');
            @mkdir('thrown') && throw new Exception('an error');
            @mkdir('killed') && posix_kill(getmypid(), SIGKILL);
        });");
    $fleet->awaitTold('/job/', 3);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 0, 'the fleet ends with 0');
    $seen = array_values(array_intersect($levels, array_column(lines($fleet->log()), 'level')));
    check($seen === array_slice($levels, $at), "at $level there are: " . implode(' ', $seen));
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
