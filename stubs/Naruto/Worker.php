<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/**
 * A worker: the argument of your callable, and the handle that the master has of it. Not final, so that tests can mock it.
 * What only the worker itself can do throws a ProcessException on a handle; marked [worker].
 *
 * A job is one call of the callable, or one turn of `while ($worker->running())`. The note belongs to one job, and so does
 * a deadline: jobTimeout counts from the start of the job.
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
     * [worker] Ends one job and begins the next, for a loop of your own. Runs what is due (commands). Never pauses.
     *
     *     while ($worker->running()) { handle(next_job()); }
     *
     * @return bool false: time to leave
     * @throws ProcessException
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
}
