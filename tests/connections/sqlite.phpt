--TEST--
a database of SQLite that is open before run(): workers that leave with it or let go of it do not touch it, and a start warns
--DESCRIPTION--
To close a copy of the handle would roll back what the master has begun, and take its journal away.
--EXTENSIONS--
pdo
pdo_sqlite
sqlite3
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

foreach (['delete', 'wal'] as $journal) {
    $fleet = Fleet::start('<?php
        require getenv("IN_WORKER");
        class Store extends PDO {}
        $pdo = new Store("sqlite:" . HOME . "/pdo.db");
        $lite = new SQLite3(HOME . "/lite.db");
        foreach ([$pdo, $lite] as $one) {
            $one->exec("CREATE TABLE jobs (id INTEGER PRIMARY KEY, text TEXT)");
            // More than the cache holds, so that the journal has to have what the file has lost.
            $one->exec("PRAGMA cache_size = 5");
        }
        foreach (["INSERT INTO jobs (text) VALUES (hex(randomblob(3000)))", "INSERT INTO jobs (text) SELECT text FROM jobs", "INSERT INTO jobs (text) SELECT text FROM jobs"] as $sql) {
            $pdo->exec($sql);
            $lite->exec($sql);
        }
        $pdo->query("PRAGMA journal_mode = ' . $journal . '")->fetchAll();
        $lite->querySingle("PRAGMA journal_mode = ' . $journal . '");
        foreach ([$pdo, $lite] as $one) {
            $one->exec("BEGIN");
            $one->exec("UPDATE jobs SET text = hex(randomblob(3000))");
            $one->exec("INSERT INTO jobs (text) SELECT text FROM jobs");
        }
        $reading = $pdo->query("SELECT id FROM jobs ORDER BY id");
        $reading->fetch();
        $result = $lite->query("SELECT id FROM jobs ORDER BY id");
        $result->fetchArray();
        $gone = 0;
        $manager = new Naruto\Manager(["startNum" => 2, "minUptime" => 0, "hangupLoopMicrotime" => 0, "commands" => false]);
        $manager->onWorkerExit(function () use (&$gone, $manager) { if (++$gone === 20) { $manager->stop(); } });
        $manager->run(function (Naruto\Worker $worker) use (&$pdo, &$lite, &$reading, &$result) {
            if ($worker->pid % 2) {
                $reading = $result = null;
                $pdo = $lite = null;
                gc_collect_cycles();
            }
            exit(0);
        });
        foreach (["pdo", "lite"] as $name) { is_file(HOME . "/$name.db-" . ["delete" => "journal", "wal" => "wal"]["' . $journal . '"]) || tell("the journal of $name is gone"); }
        tell("reads on " . $reading->fetch()[0] . " " . $result->fetchArray()[0]);
        $reading = $result = null;
        foreach ([$pdo, $lite] as $one) { $one->exec("COMMIT") === false && tell("no commit"); }
        $pdo = $lite = null;
        foreach (["pdo", "lite"] as $name) {
            $again = new PDO("sqlite:" . HOME . "/$name.db");
            tell("$name " . $again->query("PRAGMA integrity_check")->fetchColumn() . " " . $again->query("SELECT count(*) FROM jobs")->fetchColumn());
        }
        $again = null;');
    check($fleet->wait(30) === 0, "$journal: the fleet ends with 0");
    check($fleet->told() === ['reads on 2 2', 'pdo ok 8', 'lite ok 8'], "$journal: " . implode(', ', $fleet->told()));
    foreach (['lite', 'pdo'] as $name) {
        check(preg_match("~ warning master .* log: open before run\(\): SQLite database $fleet->home/$name.db; .*: close it before run\(\)~", $fleet->log()) === 1, "$journal: $name is told of:\n" . $fleet->log());
    }
    check(!str_contains($fleet->log(), 'dead in workers'), 'nothing else is');
    $fleet->clean();
}
echo "done\n";
?>
--EXPECT--
done
