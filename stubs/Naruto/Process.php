<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/** A process and its pipe: this process itself, or a handle on another one. */
abstract class Process
{
    /** @var 'master'|'worker' what this process is */
    public readonly string $type;

    /** The process id. */
    public readonly int $pid;

    /** `naruto.pipe4711` */
    public readonly string $pipeName;

    /** Octal permissions of the pipe, default 0600. */
    public readonly int $pipeMode;

    /** With a slash at the end. */
    public readonly string $pipeDir;

    /** `naruto.pipe` */
    public readonly string $pipeNamePrefix;

    /** pipeDir and pipeName. */
    public readonly string $pipePath;

    /** The most bytes taken from the pipe as one line: 512. */
    public readonly int $readPipeType;

    /** True once this process has been asked to leave, as of the last look; Worker::stopping() looks anew. */
    public bool $workerExitFlag;

    /** The last word received: '', 'reload' or 'stop'. */
    public string $signal;

    /** In microseconds; see Manager::$hangupLoopMicrotime. */
    public readonly int $hangupLoopMicrotime;

    /**
     * A handle on a running process of this user. Creates nothing.
     *
     *     (new Naruto\Worker(['pid' => 4715, 'pipeDir' => '/run/shop']))->pipeWrite('reload');
     *
     * @param array{pid?: int, pipeDir?: string, pipe_dir?: string} $config pid: default this process; pipeDir: default /tmp/
     * @throws ConfigException
     */
    public function __construct(array $config = []) {}

    /**
     * Calls the callable again and again until this process is asked to leave.
     *
     *     $worker->hangup(function (Naruto\Worker $worker): void { handle(next_job()); });
     *
     * @param callable(Worker): mixed $callable
     * @throws ProcessException on a handle of another process
     */
    abstract public function hangup(callable $callable): void;

    /**
     * Makes the pipe, or keeps it if it is there and ours.
     *
     * @throws ProcessException mkfifo fails, or something foreign lies at pipePath
     */
    public function pipeMake(): void {}

    /**
     * Writes a command to the pipe. Never blocks.
     *
     *     $manager->workers[$pid]->pipeWrite('reload');
     *
     * @param string $signal the line, without its end; 1 to 511 bytes
     * @return bool false: the process is gone, or its pipe is full
     * @throws \ValueError empty, too long, or with a line break
     * @throws ProcessException the pipe is not ours (owner, type, symlink)
     */
    public function pipeWrite(string $signal = ''): bool {}

    /**
     * Takes the next word from the pipe. Never blocks. The loop does this by itself.
     *
     * @return string '' if there is none
     * @throws ProcessException there is no pipe, or it is not ours
     *
     * @phpstan-impure
     */
    public function pipeRead(): string {}

    /**
     * Removes the pipe from its directory.
     *
     * @return bool false: there was none
     * @throws ProcessException it is not ours
     */
    public function clearPipe(): bool {}

    /**
     * This process leaves after its job. A worker gets a successor; the master takes the fleet along, see Manager::stop().
     *
     *     if ($parser->leaks()) { $worker->stop(); }
     *
     * @return bool false: it is gone already
     */
    public function stop(): bool {}
}
