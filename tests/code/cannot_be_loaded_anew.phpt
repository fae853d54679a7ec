--TEST--
code without a file cannot be loaded anew, and says so
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 1]))->run(function () {});');
$fleet->awaitLog('/started: /');
$workers = $fleet->waitWorkers(1);
unlink($fleet->script);
$fleet->write($fleet->pid, "fresh\n");
$fleet->awaitLog('/refused: reload, generation 1 works on: the script has ended by exit\(1\) before its run\(\)/');
check($fleet->waitWorkers(1) === $workers, 'the worker works on');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'it ends with 0');
$fleet->clean();

$code = 'require getenv("IN_WORKER"); (new Naruto\Manager(["startNum" => 1]))->run(function () {});';
$fleet = Fleet::start('-r', ['args' => [$code]]);
$fleet->awaitLog('/started: /');
$fleet->write($fleet->pid, "fresh\n");
$fleet->awaitLog('/refused: reload, generation 1 works on: code from php -r or from standard input cannot be loaded anew/');
$fleet->signal(SIGTERM);
check($fleet->wait() === 0, 'it ends with 0');
$fleet->clean();
echo "Done\n";
?>
--EXPECT--
Done
