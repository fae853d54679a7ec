--TEST--
Symfony Messenger as users write it: forked from a warm kernel, each job once through a reload; new code is a new kernel
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/scripts.inc';

$autoload = '<?php require ' . var_export(__DIR__ . '/symfony.inc', true) . ";\n";
$fleet = start_script('symfony', ['files' => ['vendor/autoload.php' => $autoload]]);
$fleet->awaitTold('/^warm worker#[1-6]$/', 6);
check(count(array_unique($fleet->told('/^warm /'))) === 6, 'each consumer has the name of its slot');
work_off($fleet, ['async'], 60);
check($fleet->told('/^(booted|cold)/') === ['booted'], 'all workers have the one kernel of their master');

file_put_contents("$fleet->home/vendor/autoload.php", "$autoload// deployed\n");
$fleet->signal(SIGUSR1);
$fleet->awaitLog('/ reload: 6 of 6 renewed in .*, generation 3/', 30);
check($fleet->told('/^(booted|cold)/') === ['booted', 'booted'], 'the new code has a kernel of its own');
stops_at_once($fleet);
echo "Done\n";
?>
--EXPECT--
Done
