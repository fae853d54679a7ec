--TEST--
any callable is a logger; null is none, what cannot be called is refused, and a cycle through it is collected
--FILE--
<?php
require __DIR__ . '/../include/program.inc';

class Cycle
{
    public ?Naruto\Manager $manager = null;
    public function log($level, $message, array $context = []): void {}
    public function __destruct() { echo "released\n"; }
}

$quiet = ['logFile' => '/dev/null'];
foreach (['logger', 'callable'] as $key) {
    $cycle = new Cycle();
    $cycle->manager = new Naruto\Manager([$key => $cycle->log(...)] + $quiet);
    $cycle = null;
    check(gc_collect_cycles() > 0, "a cycle through the $key is found");
}
// The second one replaces the first.
$manager = new Naruto\Manager(['logger' => (new Cycle())->log(...)] + $quiet);
$manager->configure(['logger' => null]);
echo "replaced by:\n";
$manager->configure(['logger' => 'printf']);

foreach ([[5, 'int 5'], ['no_such_function', 'string "no_such_function"'], [new Cycle(), 'Cycle'], [[new ArrayObject(), 'log'], 'array']] as [$logger, $got]) {
    try {
        $manager->configure(['logger' => $logger, 'startNum' => 9]);
        check(false, "$got is refused");
    } catch (Naruto\ConfigException $refusal) {
        $text = "logger: wanted something that can be called, such as \$logger->log(...), got $got; nothing has been started";
        check($refusal->getMessage() === $text, "$text, but: {$refusal->getMessage()}");
    }
    check($manager->startNum === 5, 'and nothing else is changed');
}
echo "done\n";
?>
--EXPECT--
released
released
replaced by:
released
released
done
