<?php

/**
 * Naruto: one master, N workers, pipes, signals. For IDEs and static analysis; the classes live in naruto.so.
 *
 * Rules that hold everywhere
 *  - Time is seconds (int|float). Only names that end in `Microtime` are microseconds (int).
 *  - A limit (`max…`, `…Timeout`) of 0 is switched off. A grace (`…Grace`) of 0 is none: at once. INF is without end.
 *  - null means "as if not given". Numeric strings count as numbers (settings come from argv and getenv()).
 *  - Commands ask and return at once, in the master and in a worker alike. What first, to whom last; '' is everyone.
 *  - A target is a group, `orders`, or one worker, `orders#3`.
 *  - Wrong use and wrong settings throw. What the other side did (it is gone, its pipe is full) is false.
 *  - Only `scale` changes how many workers there are. Whoever leaves for any other reason gets a successor.
 *  - Attributes are read-only; those not declared readonly change while the fleet runs. Writing throws an Error.
 */

namespace Naruto;

/**
 * The master's view: settings, groups, commands. At most one manager runs per process.
 *
 * May be extended; an overridden welcome(), configure() or defineSigHandler() is the one that is called.
 * Refuses clone and serialisation.
 *
 * @phpstan-type Num int|numeric-string|null
 * @phpstan-type Seconds int|float|numeric-string|null
 * @phpstan-type GroupSettings array{
 *     startNum?: Num|'auto',
 *     hangupLoopMicrotime?: Num,
 *     maxExecuteTimes?: Num,
 *     maxLifetime?: Seconds,
 *     maxMemory?: int|string|null,
 *     limitJitter?: Seconds,
 *     jobTimeout?: Seconds,
 *     killGrace?: Seconds,
 *     slowTimeout?: Seconds,
 *     minUptime?: Seconds,
 *     bootTimeout?: Seconds,
 *     giveUpTimeout?: Seconds,
 *     stopSignal?: Num,
 *     user?: Num|string,
 *     userPasswd?: string|null,
 *     reloadBatch?: Num|non-falsy-string,
 *     worker_num?: Num|'auto',
 *     hangup_loop_microtime?: Num,
 *     passwd?: string|null
 * }
 * @phpstan-type Settings array{
 *     name?: string|null,
 *     callable?: (callable(Worker): mixed)|null,
 *     startNum?: Num|'auto',
 *     hangupLoopMicrotime?: Num,
 *     maxExecuteTimes?: Num,
 *     maxLifetime?: Seconds,
 *     maxMemory?: int|string|null,
 *     limitJitter?: Seconds,
 *     jobTimeout?: Seconds,
 *     killGrace?: Seconds,
 *     slowTimeout?: Seconds,
 *     minUptime?: Seconds,
 *     bootTimeout?: Seconds,
 *     giveUpTimeout?: Seconds,
 *     stopSignal?: Num,
 *     user?: Num|string,
 *     userPasswd?: string|null,
 *     reloadBatch?: Num|non-falsy-string,
 *     stopGrace?: Seconds,
 *     terminateGrace?: Seconds,
 *     orphanGrace?: Seconds,
 *     pipeDir?: string|null,
 *     pipeMode?: Num,
 *     pidFile?: string|null,
 *     daemonize?: bool|null,
 *     signalSupport?: array<string, Num>|null,
 *     logFile?: string|null,
 *     logFormat?: 'text'|'json'|''|null,
 *     logLevel?: 'debug'|'info'|'warning'|'error'|''|null,
 *     commands?: bool|null,
 *     logger?: (callable(string $level, string $message, array<string, string|int|float> $context): mixed)|null,
 *     keep?: list<resource>|null,
 *     os?: mixed,
 *     worker_num?: Num|'auto',
 *     hangup_loop_microtime?: Num,
 *     pipe_dir?: string|null,
 *     passwd?: string|null
 * }
 * @phpstan-type WorkerStatus array{
 *     name: string, group: string, id: int, pid: int, generation: int,
 *     state: 'booting'|'idle'|'busy'|'leaving'|'waiting', since: float, note: string,
 *     jobs: int, failed: int, busy: float, p50: float, p95: float, p99: float, longest: float,
 *     memory: int, private: int, started: float, lastError: string
 * }
 * @phpstan-type Status array{
 *     name: string, pid: int, version: string, started: float, generation: int, generationSince: float,
 *     phase: 'running'|'reloading'|'stopping'|'terminating', reloadError: string, staleFiles: list<string>,
 *     groups: array<string, array{startNum: int, running: int, busy: int, jobs: int, failed: int, deaths: array<string, int>}>,
 *     workers: list<WorkerStatus>
 * }
 */
class Manager
{
    /** The handle of the master; null before the fleet runs. */
    public ?Master $master;

    /**
     * The living workers by pid, as handles; in a worker only itself.
     *
     * @var array<int, Worker>
     */
    public array $workers;

    /**
     * During a reload or stop: the word, and who has not left yet. Otherwise ['signal' => '', 'pool' => []].
     *
     * @var array{signal: string, pool: array<int, Worker>}
     */
    public array $waitSignalProcessPool;

    /** How many workers the fleet starts with: 1 and up, default 5. 'auto' became the number of CPUs. */
    public int $startNum;

    /** '***' if one was given, else ''. The password itself is wiped once it has been compared. */
    public string $userPasswd;

    /** Directory of the pipes, with a slash at the end. */
    public string $pipeDir;

    /**
     * What a signal stands for: a line as it would be written to the master's pipe => signal number. Default:
     * reload SIGUSR1, fresh SIGHUP, stop SIGUSR2, quit SIGQUIT, terminate SIGTERM, int SIGINT, scale +1 SIGTTIN, scale -1 SIGTTOU.
     *
     * @var array<string, int>
     */
    public array $signalSupport;

    /** Pause between two calls of the callable, in microseconds: 0 (none) and up, default 200000. A command ends it. */
    public int $hangupLoopMicrotime;

    /**
     * Reads the settings. With a callable it also starts the fleet and comes back when the fleet has ended, as in 0.5.
     *
     *     $manager = new Naruto\Manager(['startNum' => 4, 'stopGrace' => 60]);
     *
     * @param Settings $config
     * @param (callable(Worker): mixed)|null $callable one job; called again and again
     * @throws ConfigException a key is unknown, or a value has the wrong type or range; nothing has been started
     * @throws ProcessException see run(), with a callable only
     */
    public function __construct(#[\SensitiveParameter] array $config = [], ?callable $callable = null) {}

    /**
     * Prints the banner, on a terminal only.
     *
     *     public function welcome(): void { echo "shop workers\n"; }
     */
    public function welcome(): void {}

    /**
     * Reads settings into the attributes. The constructor calls it; override it to add your own.
     *
     *     public function configure(array $config = []): void { parent::configure($config + ['startNum' => 8]); }
     *
     * @param Settings $config
     * @throws ConfigException
     * @throws ProcessException the fleet is running
     */
    public function configure(#[\SensitiveParameter] array $config = []): void {}

    /**
     * Adds a group: workers with one callable and settings of their own. What they leave out is taken from the manager.
     *
     *     $manager->group('mail', ['startNum' => 2], new MailWorker());
     *
     * @param string $name letters, digits, `_` and `-`, 1 to 32
     * @param GroupSettings $config
     * @param callable(Worker): mixed $callable
     * @return static for chaining
     * @throws ConfigException a bad setting or name, or the group exists
     * @throws ProcessException the fleet is running
     */
    public function group(string $name, array $config, callable $callable): static {}

    /**
     * Starts the fleet and comes back when it has ended: welcome(), execFork(), registerSigHandler(), hangup().
     * What follows runs once, in the master. If the script was called with a command (`php worker.php status`), that is
     * carried out instead and the script ends here; see the setting `commands`.
     *
     *     $manager->run(function (Naruto\Worker $worker): void { handle(next_job()); });
     *
     * @param (callable(Worker): mixed)|null $callable one job, for the group `worker`; may be left out if there
     *                                             are groups, or if the settings have one
     * @return int<0, 5> 0: ended as asked, 5: gave up (giveUpTimeout). Already set as the script's exit status
     * @throws ProcessException nothing to run, a second run, a fleet runs in this process or in another one of the same
     *                          script and name (if nobody catches that, the script ends with status 4), inside a worker,
     *                          not php-cli, fork, pipe directory, pidFile or listen() fails; no process and no pipe is left
     * @throws ConfigException user or userPasswd is refused by this system
     */
    public function run(?callable $callable = null): int {}

    /**
     * Forks one worker. Comes back in the master only; the worker leaves through its own end.
     *
     *     $pid = $manager->fork();
     *
     * @return int<1, max> its pid
     * @throws ProcessException fork fails, nothing to run, or inside a worker
     */
    public function fork(): int {}

    /**
     * Forks several workers.
     *
     *     $manager->execFork(3);
     *
     * @param int<0, max> $num 0: as many as startNum says
     * @throws ProcessException see fork()
     */
    public function execFork(int $num = 0): void {}

    /**
     * What a signal does; called in the master, outside of signal context. Override it and call the parent for the rest.
     *
     *     public function defineSigHandler(int $signal = 0): void { audit($signal); parent::defineSigHandler($signal); }
     *
     * @param int $signal number; one that is not in signalSupport does nothing
     */
    public function defineSigHandler(int $signal = 0): void {}

    /**
     * Lets the signals of signalSupport arrive at defineSigHandler().
     *
     *     $manager->execFork(); $manager->registerSigHandler(); $manager->hangup();
     *
     * @throws ProcessException see fork()
     */
    public function registerSigHandler(): void {}

    /**
     * The master's loop: keeps the fleet alive until it has been stopped. run() is the easy way.
     *
     * @throws ProcessException see fork(), or it runs already
     */
    public function hangup(): void {}

    /**
     * Every worker finishes its job and is replaced by a new fork of the master.
     *
     *     $manager->reload('worker#2');
     *
     * @param string $target '' everyone, a group, or one worker, `worker#2`
     * @param bool $fresh for now a reload like any other (everyone only)
     * @throws ProcessException no fleet is running, or there is no such target; of a number that a group has not, in a
     *                          worker, the master's log tells
     */
    public function reload(string $target = '', bool $fresh = false): void {}

    /**
     * Every worker finishes its job, then the master leaves; a worker still at it after `stopGrace` (default INF) is killed.
     *
     *     $manager->stop();
     *
     * @throws ProcessException no fleet is running
     */
    public function stop(): void {}

    /**
     * As stop(), with `terminateGrace` (default 8 s; 0 kills at once). The second one kills now. Jobs that were cut are
     * reported in the log.
     *
     *     $manager->terminate();
     *
     * @throws ProcessException no fleet is running
     */
    public function terminate(): void {}

    /**
     * Sets the number of workers. 0 parks the group.
     *
     *     $manager->scale(6, 'mail');
     *
     * @param int<0, 100000> $num
     * @param string $group '' is right while there is only one group
     * @throws ProcessException no fleet is running, no such group, or '' with several groups
     * @throws \ValueError out of range
     */
    public function scale(int $num, string $group = ''): void {}

    /**
     * Adds or takes away workers; never below 1.
     *
     *     $manager->scaleBy(-2, 'mail');
     *
     * @param int<-100000, 100000> $num
     * @param string $group '' is right while there is only one group
     * @throws ProcessException see scale()
     * @throws \ValueError out of range
     */
    public function scaleBy(int $num, string $group = ''): void {}

    /**
     * What `php worker.php status --json` prints, in the master and in a worker. Disturbs no worker.
     *
     *     $busy = array_sum(array_column($manager->status()['groups'], 'busy'));
     *
     * Moments are seconds since 1970, times are seconds, memory is bytes. A worker without a process (`waiting`) has pid 0,
     * and `since` is when its last process left. `jobs`, `failed`, `busy`, the percentiles and `longest` belong to the slot,
     * across respawns; those of a group never fall.
     *
     * @return Status
     * @throws ProcessException no fleet is running
     */
    public function status(): array {}

    /**
     * In the master: sends a line of text to workers; it arrives at their onMessage() between two jobs, or in a wait. A worker
     * that leaves delivers first what it has; what one that is killed had taken is told in the log.
     *
     *     $manager->send('rate 10', 'mail');
     *
     * @param string $text UTF-8 without line breaks, 1 to 480 bytes
     * @param string $target '' everyone, a group, or one worker
     * @return int<0, max> how many workers' pipes took it
     * @throws \ValueError the text is empty, too long, not UTF-8, or has a line break
     * @throws ProcessException in a worker, no fleet is running, or no such target
     */
    public function send(string $text, string $target = ''): int {}

    /**
     * In each new worker, before its first job. A worker is ready when this has returned. Setting a callback again
     * replaces it; null removes it. The same goes for the three below.
     *
     *     $manager->onWorkerStart(fn (Naruto\Worker $worker) => Db::connect());
     *
     * @param (callable(Worker): mixed)|null $callable
     * @return static for chaining
     */
    public function onWorkerStart(?callable $callable): static {}

    /**
     * In the worker, once, as it leaves; also after exit() and an exception, not after a fatal error or a kill.
     *
     *     $manager->onWorkerStop(fn () => Metrics::flush());
     *
     * @param (callable(Worker): mixed)|null $callable
     * @return static for chaining
     */
    public function onWorkerStop(?callable $callable): static {}

    /**
     * In the master, after a worker has gone. An exception in it is logged and harms nothing; the master does nothing else
     * meanwhile.
     *
     *     $manager->onWorkerExit(fn (Naruto\WorkerExit $exit) => $exit->failed && alert("$exit"));
     *
     * @param (callable(WorkerExit): mixed)|null $callable
     * @return static for chaining
     */
    public function onWorkerExit(?callable $callable): static {}

    /**
     * In the master, for each Worker::send(). The handle is that of the sender, which may be gone by now.
     *
     *     $manager->onMessage(fn (string $text, Naruto\Worker $from) => count_up($text));
     *
     * @param (callable(string, Worker): mixed)|null $callable
     */
    public function onMessage(?callable $callable): static {}
}
