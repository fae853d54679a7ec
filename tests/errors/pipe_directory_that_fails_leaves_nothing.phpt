--TEST--
a pipe directory that is full or cannot be written is a clear exception, and nothing is left
--FILE--
<?php
require __DIR__ . '/fails_to_start.inc';

$dir = '\S+/run/worker-[0-9a-f]{8}';
fails_to_start('?mkdir,?mkdirat:error=EROFS:when=2', "mkdir $dir: Read-only file system \(EROFS\)");
fails_to_start('?mkdir,?mkdirat:error=EACCES:when=2', "mkdir $dir: Permission denied \(EACCES\)");
fails_to_start('flock:error=ENOLCK', "flock $dir/lock: No (record )?locks available \(ENOLCK\)", true);
// The pid in the lock.
fails_to_start('ftruncate:error=EIO:when=1', "truncate $dir/lock: .* \(EIO\)");
fails_to_start('write:error=ENOSPC:when=1', "write $dir/lock: No space left on device \(ENOSPC\)");
// The pipes of the master, of the first worker and of the last.
fails_to_start('?mknod,?mknodat:error=ENOSPC:when=1', "mkfifo $dir/naruto\.pipe\d+: No space left on device \(ENOSPC\)");
fails_to_start('?mknod,?mknodat:error=ENOSPC:when=2', "the fleet did not start: mkfifo $dir/\S+: No space left on device \(ENOSPC\); no worker is left");
fails_to_start('?mknod,?mknodat:error=EDQUOT:when=5', "the fleet did not start: mkfifo $dir/\S+: .* \(EDQUOT\); no worker is left");
echo "done\n";
?>
--EXPECT--
done
