--TEST--
a process of the same user writes to, reads, makes and removes a pipe through a handle
--DESCRIPTION--
The methods of the original model, from a script that is no part of the fleet: nothing is made by looking, nobody is
waited for, a process that is gone says so.
--EXTENSIONS--
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 2]))->run(function () {});');
[$one, $two] = $fleet->waitWorkers(2);
$fleet->awaitLog('/started: /');

$worker = new Naruto\Worker(['pid' => $one, 'pipeDir' => $fleet->dir()]);
check($worker->type === 'worker' && $worker->pid === $one, 'it says whom it is about');
check($worker->pipeName === "naruto.pipe$one" && $worker->pipeNamePrefix === 'naruto.pipe', 'and by what name');
check($worker->pipeDir === $fleet->dir() . '/' && $worker->pipePath === $fleet->pipe($one), 'and where');
check($worker->readPipeType === 512 && $worker->workerExitFlag === false && $worker->signal === '', 'and the rest');
check($worker->pipeWrite('reload') === true, 'the line is taken');
$fleet->until(fn () => !proc_stat($one), 'the worker leaves');
$fleet->waitWorkers(2);
$fleet->until(fn () => !file_exists($worker->pipePath), 'its pipe is gone');
check($worker->pipeWrite('reload') === false, 'who is gone does not take it');
check($worker->stop() === false, 'nor a stop');
check($worker->clearPipe() === false, 'there is nothing to remove');
check(!file_exists($worker->pipePath), 'nothing was made by all that');

$other = new Naruto\Worker(['pid' => $two, 'pipe_dir' => $fleet->dir() . '/']);
check($other->pipePath === $fleet->pipe($two), 'the key of 0.5 and a slash do as well');
check($other->stop() === true, 'a stop is taken');
$fleet->until(fn () => !proc_stat($two), 'the other leaves');
$fleet->waitWorkers(2);

foreach (['running', 'stopping', 'dispatchSig'] as $method) {
    try {
        $other->$method();
        check(false, "$method is refused on a handle");
    } catch (Naruto\ProcessException) {
    }
}
foreach (['', str_repeat('x', 512), "a\nb", "a\r"] as $line) {
    try {
        $other->pipeWrite($line);
        check(false, 'refused: ' . json_encode($line));
    } catch (ValueError) {
    }
}

$master = new Naruto\Master(['pid' => $fleet->pid, 'pipeDir' => $fleet->dir()]);
check($master->type === 'master', 'the master has one, too');
check($master->pipeWrite('scale 3') === true, 'it takes a line');
$fleet->waitWorkers(3);
check($master->stop() === true, 'and a stop');
check($fleet->wait() === 0, 'which takes the fleet along');
$fleet->clean();

// A pipe of one's own: made, written, read in order, removed.
$home = sys_get_temp_dir() . '/pipes-' . getmypid();
mkdir($home);
$mine = new Naruto\Worker(['pipeDir' => $home]);
check($mine->pid === getmypid(), 'without a pid it is this process');
$mine->pipeMake();
$inode = fileinode($mine->pipePath);
$mine->pipeMake();
clearstatcache();
check(filetype($mine->pipePath) === 'fifo' && fileinode($mine->pipePath) === $inode, 'it is made once');
check($mine->pipeRead() === '', 'nothing to read');
check($mine->pipeWrite('one') === false, 'nobody has it open');
$reader = fopen($mine->pipePath, 'r+');
check($mine->pipeWrite('one') && $mine->pipeWrite('two 2'), 'two lines');
check([$mine->pipeRead(), $mine->signal] === ['one', 'one'], 'the first');
check([$mine->pipeRead(), $mine->signal] === ['two 2', 'two 2'], 'the second');
check([$mine->pipeRead(), $mine->signal] === ['', 'two 2'], 'and no more');
$line = str_repeat('x', 511);
$written = 0;
while ($mine->pipeWrite($line)) {
    $written++;
}
check($written > 10, "a full pipe is no reason to wait, after $written lines");
check($mine->pipeRead() === $line, 'what is in it is still there');
check($mine->clearPipe() === true && $mine->clearPipe() === false, 'it is removed once');
fclose($reader);
check(rmdir($home), 'nothing is left');
echo "Done\n";
?>
--EXPECT--
Done
