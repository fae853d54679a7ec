<?php
// The fleet of the demo, as one sees it from outside: a child process, its log, /proc, and the book of orders.

declare(strict_types=1);

final class Shop
{
    public int $master = 0;

    private const PATIENCE = 10.0;

    /** Everything of this fleet lies in here: pipes, lock, book. */
    private readonly string $home;
    private readonly string $book;
    private string $log = '';
    /** @var resource|null */
    private $process = null;
    /** @var resource what the fleet prints */
    private $output;
    /** Exit status of the master, once it has ended. */
    private ?int $status = null;
    /** @var array<int, int> every process that was ever seen here */
    private array $seen = [];

    public function __construct()
    {
        $this->home = sys_get_temp_dir() . '/naruto-demo-' . bin2hex(random_bytes(4));
        $this->book = "$this->home/book";
        @mkdir($this->home, 0700) || fail("cannot make the directory $this->home");
        register_shutdown_function($this->clear(...));
        if (function_exists('pcntl_async_signals')) {
            pcntl_async_signals(true);
            pcntl_signal(SIGINT, fn () => exit(130));
            pcntl_signal(SIGTERM, fn () => exit(143));
        }
    }

    /** Starts the fleet, with the same php, settings and extension as the demo. */
    public function open(): void
    {
        $command = explode("\0", (string) file_get_contents('/proc/self/cmdline'));
        $options = array_slice($command, 1, (int) array_search($_SERVER['argv'][0], $command, true) - 1);
        $this->process = proc_open(
            [PHP_BINARY, ...$options, dirname(__DIR__) . '/orders.php', $this->book],
            [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]],
            $pipes,
            null,
            ['RUNTIME_DIRECTORY' => $this->home] + getenv(),
        ) ?: fail('php could not be started');
        $this->output = $pipes[1];
        $this->master = proc_get_status($this->process)['pid'];
        $this->seen[$this->master] = $this->master;
    }

    /**
     * Does something and waits for the line of the log that tells of its effect.
     *
     * @return list<string> how long that took, and what the expression has captured
     */
    public function until(string $line, callable $action): array
    {
        $began = hrtime(true);
        $known = strlen($this->log);
        $action();
        while (!preg_match($line, substr($this->log, $known), $found)) {
            $left = self::PATIENCE - seconds_since($began);
            $left > 0 || $this->fail('waited ' . self::PATIENCE . " s in vain for $line in the log");
            [$read, $none] = [[$this->output], null];
            if (@stream_select($read, $none, $none, (int) $left, (int) (fmod($left, 1) * 1e6))) {
                $more = (string) fread($this->output, 8192);
                $more !== '' || $this->fail('the fleet has ended');
                $this->log .= $more;
            }
        }
        return [in_words(seconds_since($began)), ...array_slice($found, 1)];
    }

    /** @return list<int> the children of the master, oldest first */
    public function workers(): array
    {
        $workers = children($this->master);
        $this->seen += array_combine($workers, $workers);
        return $workers;
    }

    /** The named pipe of the master. */
    public function pipe(): string
    {
        return glob("$this->home/*/naruto.pipe$this->master")[0] ?? $this->fail('the master has no pipe');
    }

    /**
     * An order is named after the worker that has it.
     *
     * @param 'begun'|'finished' $word
     * @return list<string>
     */
    public function orders(string $word): array
    {
        preg_match_all("/^$word (\S+)$/m", (string) @file_get_contents($this->book), $found);
        return $found[1];
    }

    /** @return list<string> orders that were begun and not finished, but for those of one worker */
    public function cut(int $except = 0): array
    {
        $cut = array_diff($this->orders('begun'), $this->orders('finished'));
        return array_values(array_filter($cut, fn (string $order) => (int) $order !== $except));
    }

    /** Lets the fleet work until so many more orders are finished. */
    public function pack(int $orders): void
    {
        $goal = count($this->orders('finished')) + $orders;
        $this->poll(fn () => count($this->orders('finished')) >= $goal, "$orders more orders");
    }

    /** The order that was begun last, as soon as there is one; of the worker that this names. */
    public function orderInHand(int $except = 0): string
    {
        $this->poll(function () use ($except, &$orders) { return $orders = $this->cut($except); }, 'an order in hand');
        return end($orders);
    }

    /** Exit status of the master, as soon as it has ended. */
    public function status(): int
    {
        $this->poll($this->hasEnded(...), 'the end of the master');
        return (int) $this->status;
    }

    /** @return list<string> what is still there: processes, zombies, pipes */
    public function left(): array
    {
        $processes = array_filter($this->seen, fn (int $pid) => is_dir("/proc/$pid"));
        return [...array_map(strval(...), $processes), ...array_diff(files($this->home), [$this->book])];
    }

    private function poll(callable $condition, string $what): void
    {
        for ($began = hrtime(true); !$condition(); usleep(1000)) {
            seconds_since($began) < self::PATIENCE || $this->fail('waited ' . self::PATIENCE . " s in vain for $what");
        }
    }

    private function hasEnded(): bool
    {
        if ($this->status === null) {
            $now = proc_get_status($this->process);
            // Only the first look after the end tells the status.
            $this->status = $now['running'] ? null : ($now['signaled'] ? 128 + $now['termsig'] : $now['exitcode']);
        }
        return $this->status !== null;
    }

    private function fail(string $why): never
    {
        fail($why, implode("\n", array_slice(explode("\n", $this->log), -12)));
    }

    /** However the demo ends, nothing of it stays. */
    private function clear(): void
    {
        if ($this->process && !$this->hasEnded()) {
            $all = [$this->master, ...$this->workers()];
            signal($this->master, 'TERM');
            for ($began = hrtime(true); !$this->hasEnded() && seconds_since($began) < self::PATIENCE;) {
                usleep(1000);
            }
            $this->hasEnded() || array_map(fn (int $pid) => signal($pid, 'KILL'), $all);
        }
        foreach ([...files($this->home), ...glob("$this->home/*"), $this->home] as $path) {
            is_dir($path) ? @rmdir($path) : @unlink($path);
        }
    }
}

/** @return list<int> */
function children(int $parent): array
{
    $children = [];
    foreach (glob('/proc/[0-9]*/stat') as $file) {
        // pid (name) state ppid; the name may hold anything.
        if (preg_match('/^(\d+) \(.*\) \S (\d+) /s', (string) @file_get_contents($file), $found)) {
            (int) $found[2] === $parent && $children[] = (int) $found[1];
        }
    }
    sort($children);
    return $children;
}

/** As ps shows it. */
function title(int $pid): string
{
    return trim(strtr((string) @file_get_contents("/proc/$pid/cmdline"), "\0", ' '));
}

/** posix and pcntl are extensions that may be missing; kill is a word that every shell knows. */
function signal(int $pid, string $name): void
{
    extension_loaded('posix') && defined("SIG$name") ? posix_kill($pid, constant("SIG$name")) : exec("kill -$name $pid");
}

/** @return list<string> files below a directory that has one more level */
function files(string $directory): array
{
    return array_values(array_filter(
        [...glob("$directory/*"), ...glob("$directory/*/{,.}*", GLOB_BRACE)],
        fn (string $path) => !is_dir($path),
    ));
}

function seconds_since(int $time): float
{
    return (hrtime(true) - $time) / 1e9;
}

function in_words(float $seconds): string
{
    return match (true) {
        $seconds < 0.01 => sprintf('%.1f ms', $seconds * 1e3),
        $seconds < 1 => sprintf('%.0f ms', $seconds * 1e3),
        default => sprintf('%.1f s', $seconds),
    };
}
