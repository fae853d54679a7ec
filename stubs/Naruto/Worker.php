<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/**
 * A worker: the argument of your callable, and the handle that the master has of it. Not final, so that tests can mock it.
 * What only the worker itself can do throws a ProcessException on a handle; marked [worker].
 *
 * A job is one call of the callable, or one turn of `while ($worker->running())`. If its idle(), or its wait() on a stream,
 * came back empty, there was no job: nothing is counted. The note belongs to one job, and so does a deadline. jobTimeout
 * counts from the start of the job or from the end of the last wait() or idle() in it: who waits is never timed out.
 */
class Worker extends Process
{
    /** The slot, 1 and up. A successor takes it over. */
    public readonly int $id;

    /** The group's name; `worker` if no groups were made. */
    public readonly string $group;

    /** group and slot, `worker#3`: in ps, logs and as a target. With the host name it is a stable consumer name. */
    public readonly string $name;

    /** Jobs done by this process. */
    public int $jobs;

    /** [worker] See Process::hangup(). */
    public function hangup(callable $callable): void {}

    /** [worker] Obeys the word in $signal: sets workerExitFlag on `reload` and `stop`. */
    public function dispatchSig(): void {}

    /**
     * [worker] Ends one job and begins the next, for a loop of your own. Runs what is due (commands, messages, timers). Never pauses:
     * that is what wait() and idle() are for.
     *
     *     while ($worker->running()) { handle(next_job()); }
     *
     * @return bool false: time to leave
     * @throws ProcessException on a handle of another process, or inside idle()
     *
     * @phpstan-impure
     */
    public function running(): bool {}

    /**
     * [worker] Inside a long job: has this worker been asked to leave?
     *
     *     foreach ($rows as $n => $row) { if ($worker->stopping()) { save($n); break; } import($row); }
     *
     * @throws ProcessException
     *
     * @phpstan-impure
     */
    public function stopping(): bool {}

    /**
     * [worker] Waits, and ends at once when it is time to leave. Messages and timers are served meanwhile. A job that was told
     * so by one wait and goes on may wait again: that wait is like any other.
     *
     *     if ($worker->wait(5, $socket)) { read($socket); }
     *
     * @template TKey of array-key
     * @param float $seconds 0 and up; INF: no end
     * @param resource|array<TKey, resource> $streams end as soon as one of them can be read; what PHP has read of it already,
     *                                                and the script has not, counts
     * @return array<TKey|0, resource> those that can be read, with their keys; [] if time is up or it is time to leave
     * @throws \ValueError negative, or NAN
     * @throws \TypeError not a stream, closed, or one that has no descriptor
     * @throws ProcessException
     *
     * @phpstan-impure
     */
    public function wait(float $seconds, mixed $streams = []): array {}

    /**
     * [worker] Fetches the next job, blocking. As this worker holds none meanwhile, a stop or reload ends it right there, as
     * SIGKILL does: neither onWorkerStop() nor shutdown functions run, and what an output buffer of the script holds is lost.
     * If it is time to leave before the fetch has begun, the worker leaves as by exit(), and those do run.
     * Only for queues where that loses nothing: get and ack, streams, BLMOVE. A note() inside says that a job has begun.
     * An empty result (false, null, [], '') means that there was no job.
     *
     *     $message = $worker->idle(fn () => $queue->get(5));
     *
     * @template T
     * @param callable(): T $fetch nothing but the fetch: it may be cut anywhere
     * @return T
     * @throws ProcessException inside another idle(), or in a hook
     */
    public function idle(callable $fetch): mixed {}

    /**
     * [worker] Says what this job is about: in the report of its death, SIGKILL included. Gone when the job ends; of a
     * worker that ends in a job its last note is told, and hooks and shutdown functions change nothing. Costs no system call.
     *
     *     $worker->note("order $id");
     *
     * @param string $text cut after 127 bytes; control characters are shown as ?
     * @throws ProcessException
     */
    public function note(string $text): void {}

    /**
     * [worker] Gives the job in hand this long from now, whatever jobTimeout says. The next job has jobTimeout again.
     *
     *     $worker->deadline(600);
     *
     * @param float $seconds above 0; INF: no deadline
     * @throws \ValueError
     * @throws ProcessException there is no job in hand
     */
    public function deadline(float $seconds): void {}

    /**
     * [worker] Calls back every so many seconds, in wait(), running() and the pause; never inside a job or idle(), never twice
     * at once. Each turn counts as a job and has as much time.
     *
     *     $worker->every(5, fn () => poll());
     *
     * @param float $seconds 0.001 and up, without drift
     * @param callable(int): mixed $callable gets the number of turns that were missed
     * @throws \ValueError
     * @throws ProcessException after the first job: timers are set in onWorkerStart() or before the first running()
     */
    public function every(float $seconds, callable $callable): void {}

    /**
     * [worker] Like every(), at the times of a cron expression in PHP's time zone. What falls into the hour that is missing on
     * the day when summer time begins comes right after it; when it ends, once a day stays once. A turn that was due while
     * this worker was being renewed is made up for by its successor, within a minute.
     *
     *     $worker->cron('0 3 * * 1-5', fn () => report());
     *
     * @param string $expression five fields, or @hourly, @daily, …
     * @param callable(int): mixed $callable gets the number of turns that were missed
     * @throws \ValueError not a cron expression; says which field
     * @throws ProcessException see every()
     */
    public function cron(string $expression, callable $callable): void {}

    /**
     * [worker] What to do with a message from Manager::send(), between two jobs, in wait() and in the pause; it has as much
     * time as a job. Setting it again replaces it; null removes it, and messages that nobody wants are dropped. Those that
     * come before the first running() wait for it, or for the end of the first call.
     *
     *     $worker->onMessage(function (string $text): void { … });
     *
     * @param (callable(string): mixed)|null $callable
     * @throws ProcessException
     */
    public function onMessage(?callable $callable): void {}

    /**
     * [worker] Sends a line of text to the master, for Manager::onMessage(). Never blocks.
     *
     *     $worker->send('done 1');
     *
     * @param string $text UTF-8 without line breaks, 1 to 480 bytes
     * @return bool false: the master is gone, or its pipe is full
     * @throws \ValueError
     * @throws ProcessException
     */
    public function send(string $text): bool {}

    /**
     * [worker] A stream that can be read when it is time to leave, for event loops. Don't read it, don't close it. It is the
     * same each time. A worker that has one gets no messages.
     *
     *     EventLoop::onReadable($worker->stopStream(), fn () => $loop->stop());
     *
     * @return resource
     * @throws ProcessException
     */
    public function stopStream(): mixed {}

    /**
     * [worker] Becomes another program, supervised like any worker: stop, reload and the death of the master reach it as
     * stopSignal, SIGTERM if there is none. Told to leave, it may die of that signal or end with 0; any other end is a death.
     * It has no descriptor of this process but 0, 1 and 2. Shutdown functions, destructors and onWorkerStop() don't run.
     *
     *     $worker->exec([PHP_BINARY, 'bin/console', 'messenger:consume', 'async']);
     *
     * @param non-empty-list<string> $command program (looked up in PATH) and arguments
     * @param array<string, string> $env added to the environment
     * @throws \ValueError
     * @throws \TypeError
     * @throws ProcessException the program cannot be executed, and the worker goes on; or in a hook, a timer or idle()
     */
    public function exec(array $command, array $env = []): never {}
}
