<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/**
 * How and why a worker ended; `"$exit"` is the sentence of the log:
 * `orders#3 (pid 4715) died: out of memory, in "order 1042" after 12.3 s`.
 */
final class WorkerExit implements \Stringable
{
    /** `orders#3` */
    public readonly string $name;

    /** The group's name. */
    public readonly string $group;

    /** The slot. */
    public readonly int $id;

    /** Of the process that is gone; it has been reaped. */
    public readonly int $pid;

    /** What it was forked from. */
    public readonly int $generation;

    /** @var 'limit'|'reload'|'stop'|'scale'|'exit'|'exception'|'fatal'|'signal'|'timeout'|'oom'|'boot' */
    public readonly string $cause;

    /** A death that nobody asked for: exit with a status but 0, exception, fatal, signal, timeout, oom, boot. */
    public readonly bool $failed;

    /** Exit status; null if a signal ended it. */
    public readonly ?int $status;

    /** 'SIGKILL', …; null if it exited. */
    public readonly ?string $signal;

    /** The PHP error as one line, `RuntimeException: no route in src/Ship.php:41`; '' if there was none. Cut after 512 bytes. */
    public readonly string $error;

    /** What it was doing; '' if it held no job or gave no note. */
    public readonly string $note;

    /** Seconds it had spent on that job; 0.0 if it held none. */
    public readonly float $busy;

    /** Seconds it lived. */
    public readonly float $uptime;

    /** Jobs it has done. */
    public readonly int $jobs;

    /** Only the master makes them. */
    private function __construct() {}

    /** The sentence of the log. */
    public function __toString(): string {}
}
