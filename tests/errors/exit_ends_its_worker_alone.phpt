--TEST--
exit in a job ends its worker alone, and the log has the status
--FILE--
<?php
require __DIR__ . '/dies.inc';

dies_alone('exit(7);', 'died: worker#1 \(pid \d+\) by exit\(7\).*', 'warning', 'master');
dies_alone('exit(0);', 'left: worker#1 \(pid \d+\) by exit\(0\).*', 'info', 'master');
dies_alone('die("last words");', 'left: worker#1 \(pid \d+\) by exit\(0\).*', 'info', 'master');
dies_alone('exit(300);', 'died: worker#1 \(pid \d+\) by exit\(44\).*', 'warning', 'master');
echo "done\n";
?>
--EXPECT--
done
