--TEST--
manager, master and worker can be neither cloned nor serialised
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

class Mine extends Naruto\Manager {}

$manager = new Naruto\Manager(['logLevel' => 'error']);
$objects = [
    $manager,
    new Mine(['logLevel' => 'error']),
    new Naruto\Worker(['pid' => getmypid()]),
    new Naruto\Master(['pid' => getmypid()]),
];
foreach ($objects as $object) {
    $class = get_class($object);
    foreach (['clone' => fn () => clone $object, 'serialize' => fn () => serialize($object), 'in an array' => fn () => serialize([$object])] as $way => $do) {
        try {
            $do();
            check(false, "$way of $class is refused");
        } catch (Throwable $thrown) {
            $wanted = $way === 'clone' ? "Trying to clone an uncloneable object of class $class" : "Serialization of '$class' is not allowed";
            check($thrown->getMessage() === $wanted, "$way of $class: {$thrown->getMessage()}");
        }
    }
    try {
        unserialize('O:' . strlen($class) . ":\"$class\":0:{}");
        check(false, "unserialize of $class is refused");
    } catch (Throwable $thrown) {
        check($thrown->getMessage() === "Unserialization of '$class' is not allowed", $thrown->getMessage());
    }
}
echo "done\n";
?>
--EXPECT--
done
