/*
 * The least that a master can be: forks, waits for signals, replaces. It has no pipes, no log and no PHP, so nothing that
 * keeps a promise can be as fast; it says how far away the limit of the kernel is.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int fleet, job_ms, crash;

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int number(const char *name)
{
    const char *value = getenv(name);
    return value ? atoi(value) : 0;
}

static void report(const char *what)
{
    char line[80];
    int length = snprintf(line, sizeof line, "%s %d %lld\n", what, getpid(), now());
    int pipe = open(getenv("REPORT"), O_WRONLY);
    if (write(pipe, line, length) != length)
        _exit(2);
    close(pipe);
}

static void worker(void)
{
    sigset_t term;
    struct timespec none = {0, 0}, pause = {job_ms / 1000, job_ms % 1000 * 1000000L};
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    report("ready");
    if (crash)
        _exit(1);
    do
        if (job_ms)
            nanosleep(&pause, 0);
    while (job_ms ? sigtimedwait(&term, 0, &none) < 0 : sigwaitinfo(&term, 0) < 0);
    report("asked");
    _exit(0);
}

static void start(pid_t *slot)
{
    *slot = fork();
    if (*slot == 0)
        worker();
}

int main(void)
{
    sigset_t signals;
    int stopping = 0;
    fleet = number("FLEET"), job_ms = number("JOB_MS"), crash = number("CRASH");
    pid_t *slots = calloc(fleet, sizeof *slots);
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, 0);
    for (int slot = 0; slot < fleet; slot++)
        start(&slots[slot]);
    for (int living = fleet; living > 0;) {
        int signal = sigwaitinfo(&signals, 0);
        pid_t pid;
        if (signal != SIGCHLD) {
            stopping |= signal == SIGTERM;
            for (int slot = 0; slot < fleet; slot++)
                if (slots[slot] > 0)
                    kill(slots[slot], SIGTERM);
            continue;
        }
        while ((pid = waitpid(-1, 0, WNOHANG)) > 0)
            for (int slot = 0; slot < fleet; slot++)
                if (slots[slot] == pid) {
                    slots[slot] = 0;
                    stopping ? (void)living-- : start(&slots[slot]);
                    break;
                }
    }
    return 0;
}
