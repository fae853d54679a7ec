--TEST--
userPasswd shows in no dump, no exception, no log and no process list
--DESCRIPTION--
The value is of the script's own making; Naruto neither keeps it nor lets a trace carry it.
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

const SECRET = 'tr0ub4dor-and-3';

function hidden(string $text, string $where): void
{
    check(!str_contains($text, SECRET), "the password does not show in $where");
}

// Long enough for the whole of it in a trace, and arguments in it at all.
ini_set('zend.exception_ignore_args', '0');
ini_set('zend.exception_string_param_max_len', '100');

foreach (['userPasswd', 'passwd'] as $key) {
    $manager = new Naruto\Manager([$key => SECRET, 'logLevel' => 'error']);
    check($manager->userPasswd === '***', "it is told that there is one: $manager->userPasswd");
    hidden(print_r($manager, true), 'print_r');
    hidden(var_export($manager, true), 'var_export');
    hidden(json_encode($manager), 'json_encode');
    hidden(print_r((array) $manager, true), 'a cast');
    hidden(print_r(get_object_vars($manager), true), 'get_object_vars');
    ob_start();
    var_dump($manager);
    hidden(ob_get_clean(), 'var_dump');
    foreach ([[$key => SECRET, 'startNum' => 0], [$key => SECRET, 'colour' => 1], [$key => [SECRET]]] as $config) {
        foreach ([fn () => new Naruto\Manager($config), fn () => $manager->configure($config)] as $do) {
            try {
                $do();
                check(false, 'it is refused');
            } catch (Naruto\ConfigException $refusal) {
                // The closures of this test hold it themselves, so only Naruto's own frame is looked at.
                hidden($refusal->getMessage(), 'a message');
                hidden(print_r($refusal->getTrace()[0]['args'], true), 'a trace');
                hidden("$refusal", 'an exception as text');
            }
        }
    }
}
check((new Naruto\Manager(['logLevel' => 'error']))->userPasswd === '', 'none is none');

$script = '<?php
    $passwd = file_get_contents("passwd");
    try {
        new Naruto\Manager(["passwd" => $passwd, "startNum" => "none"]);
    } catch (Naruto\ConfigException $refusal) {
        echo $refusal, "\n";
    }
    $manager = new Naruto\Manager(["passwd" => $passwd, "startNum" => 1, "logLevel" => "debug"]);
    $manager->run(function ($worker) use ($manager) {
        print_r($worker);
        var_dump($manager);
        if (!is_dir("once")) { mkdir("once"); throw new Exception("told with its trace"); }
        Naruto\ProcessException::debug(["msg" => ["second job"]]);
    });';
putenv('PASSWORD=' . SECRET);
$fleet = Fleet::start('<?php file_put_contents("passwd", getenv("PASSWORD")); ?>' . $script, ['ini' => ['zend.exception_ignore_args' => '0', 'zend.exception_string_param_max_len' => '100']]);
$fleet->awaitLog('/second job/');
foreach ($fleet->processes() as $line) {
    hidden($line, 'a process list');
}
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
hidden($fleet->log(), 'the log');
hidden($fleet->output(), 'the output');
check(str_contains($fleet->output(), '***') && str_contains($fleet->output(), 'SensitiveParameterValue'), 'dumps were made');
$fleet->clean();
echo "done\n";
?>
--EXPECT--
done
