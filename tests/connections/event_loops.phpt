--TEST--
an event loop that is there before run(): a worker has a set of epoll of its own, with what was in it, and the master's stays the master's
--EXTENSIONS--
ffi
naruto
--FILE--
<?php
require __DIR__ . '/../include/harness.inc';

// PHP itself has no epoll; what event loops do in C is done here step by step.
$fleet = Fleet::start(<<<'PHP'
    <?php
    require getenv('IN_WORKER');
    $packed = php_uname('m') === 'x86_64' ? '__attribute__((packed))' : '';
    $c = FFI::cdef("
        typedef struct $packed { uint32_t events; uint64_t data; } event;
        int epoll_create1(int flags);
        int epoll_ctl(int set, int what, int fd, event *event);
        int epoll_wait(int set, event *events, int most, int milliseconds);
        int pipe(int *fds);
        long write(int fd, const char *bytes, size_t length);
    ");
    $add = function (int $set, int $fd, int $data) use ($c) {
        $event = $c->new('event');
        [$event->events, $event->data] = [1, $data];
        $c->epoll_ctl($set, 1, $fd, FFI::addr($event)) === 0 || tell("cannot add $fd");
    };
    $ready = function (int $set) use ($c): array {
        $events = $c->new('event[8]');
        $found = [];
        for ($count = $c->epoll_wait($set, $events, 8, 0), $at = 0; $at < $count; $at++) {
            $found[] = $events[$at]->data;
        }
        sort($found);
        return $found;
    };
    $number = fn () => max(array_filter(scandir('/proc/self/fd'), fn ($fd) => @readlink("/proc/self/fd/$fd") && str_starts_with(readlink("/proc/self/fd/$fd"), 'socket:')));

    $server = stream_socket_server('unix://' . HOME . '/server.sock');
    $set = $c->epoll_create1(0);
    $client = stream_socket_client('unix://' . HOME . '/server.sock');
    $add($set, (int) $number(), 1);
    $accepted = stream_socket_accept($server);
    $pipe = $c->new('int[2]');
    $c->pipe($pipe);
    $add($set, $pipe[0], 2);
    $manager = new Naruto\Manager(['startNum' => 1]);
    $manager->onMessage(function () use ($ready, $set, $accepted) {
        tell('master finds ' . json_encode($ready($set)));
        fwrite($accepted, "answer\n");
        tell('master finds ' . json_encode($ready($set)));
    });
    $manager->run(function (Naruto\Worker $worker) use ($c, $add, $ready, $set, $pipe) {
        static $job = 0;
        if ($job++) { return; }
        // 1 is the connection, at whose end it is.
        tell('worker finds ' . json_encode($ready($set)));
        $own = $c->new('int[2]');
        $c->pipe($own);
        $add($set, $own[0], 3);
        $c->write($own[1], 'x', 1);
        tell('worker finds ' . json_encode($ready($set)));
        $worker->send('look');
    });
    PHP);
$fleet->awaitTold('/^master/', 2);
$fleet->signal(SIGUSR2);
check($fleet->wait() === 0, 'the fleet ends with 0');
echo implode("\n", $fleet->told()), "\n";
$fleet->clean();
echo "done\n";
?>
--EXPECT--
worker finds [1]
worker finds [1,3]
master finds []
master finds [1]
done
