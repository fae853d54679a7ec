--TEST--
code after run(), and catch and finally around it, run in the master only
--DESCRIPTION--
A worker never comes back to the script, whatever ends it.
--FILE--
<?php
require __DIR__ . '/fleet.inc';

foreach (['' => 'nothing', 'if (@mkdir("once")) { throw new Exception("thrown"); }' => 'exception', 'if (@mkdir("once")) { exit(1); }' => 'exit', 'if (@mkdir("once")) { trigger_error("fatal", E_USER_ERROR); }' => 'fatal'] as $code => $what) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        function at(string $what): void { tell("$what in " . getmypid()); }
        function guarded(): void
        {
            try {
                $status = (new Naruto\Manager(["startNum" => 1]))->run(function ($worker) {
                    static $job = 0;
                    if ($job++ === 0) { at("job"); ' . $code . ' }
                });
                at("status $status");
            } catch (Throwable $thrown) {
                at("catch");
            } finally {
                at("finally");
            }
        }
        guarded();
        at("after");
        exit(9);', ['ini' => ['display_errors' => '0']]);
    $fleet->awaitTold('/^job/', $code === '' ? 1 : 2);
    $fleet->signal(SIGUSR2);
    check($fleet->wait() === 9, "$what: the status is the script's");
    check($fleet->told('/^(?!job)/') === ["status 0 in $fleet->pid", "finally in $fleet->pid", "after in $fleet->pid"], "$what: told: " . implode(', ', $fleet->told()));
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
