--TEST--
a manager that was built but never run warns at the end of the script, and only then
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$warns = function (string $code, int $number, int $status = 0): void {
    $fleet = Fleet::start("<?php $code");
    check($fleet->wait() === $status, "$code ends with $status");
    $found = preg_match_all('/^\S+ warning script +' . $fleet->pid . '  log: a Naruto\\\\Manager was built but never run: .*$/m', $fleet->log());
    check($found === $number, "$code warns $number times:\n" . $fleet->log());
    $fleet->clean();
};
$warns('$manager = new Naruto\Manager(["startNum" => 2]);', 1);
$warns('$one = new Naruto\Manager(); $two = new Naruto\Manager();', 2);
$warns('exit(3); new Naruto\Manager();', 0, 3);
$warns('(new Naruto\Manager(["startNum" => 1]))->run(fn () => posix_kill(posix_getppid(), SIGTERM));', 0);
$warns('new Naruto\Manager(["startNum" => 1], fn () => posix_kill(posix_getppid(), SIGTERM));', 0);
// PHP has said why it never came to that.
$warns('$manager = new Naruto\Manager(); throw new Exception("no database");', 0, 255);
$warns('$manager = new Naruto\Manager(); eval("}");', 0, 255);
$warns('$manager = new Naruto\Manager(); no_such_function();', 0, 255);
$warns('$manager = new Naruto\Manager(); try { eval("}"); } catch (ParseError) {}', 1);
// It was refused: that is told already.
$warns('try { new Naruto\Manager(["colour" => 1]); } catch (Naruto\ConfigException) {}', 0);
$warns('try { new Naruto\Manager([], function () { yield 1; }); } catch (Naruto\ConfigException) {}', 0);
// Step by step is a run as well.
$warns('$manager = new Naruto\Manager(["startNum" => 1, "callable" => fn () => posix_kill(posix_getppid(), SIGTERM)]);
    $manager->execFork(); $manager->registerSigHandler(); $manager->hangup();', 0);
// In a child of the script it is nobody's fault.
$warns('$manager = new Naruto\Manager(["startNum" => 1]);
    if (!pcntl_fork()) { exit; } pcntl_wait($status); $manager->run(fn () => posix_kill(posix_getppid(), SIGTERM));', 0);
echo "done\n";
?>
--EXPECT--
done
