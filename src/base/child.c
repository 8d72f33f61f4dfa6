/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting a child. The operations room has threads: posix_spawn starts a program without running
 * our code between fork and exec. Its limits are set from outside as soon as it is there (prlimit);
 * in the microseconds before, the program has not yet reached its own first line. A worker of the
 * queue has one thread and goes on in the child with what it holds in memory (fork); there the
 * child sets its limits itself, before anything else.
 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a run needs of our environment: where caches, libraries and tables are, the way to sources
 * on the network, and what language people speak. Not passwords of databases, which the server may
 * hold there. */
static const char *const passed[] = {
    "PATH",         "HOME",         "TMPDIR",        "XDG_CACHE_HOME",
    "LANG",         "LC_ALL",       "LC_MESSAGES",   "LD_LIBRARY_PATH",
    "PROJ_DATA",    "PROJ_LIB",     "GDAL_DATA",     "ECCODES_DEFINITION_PATH",
    "http_proxy",   "https_proxy",  "no_proxy",      "SSL_CERT_FILE",
    "SSL_CERT_DIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
    "LSAN_OPTIONS"};
enum { PASSED = sizeof passed / sizeof passed[0] };

static bool make_environment(char *list[PASSED + 1]) {
    size_t count = 0;
    for (size_t i = 0; i < PASSED; i++) {
        const char *value = getenv(passed[i]);
        if (value == NULL) continue;
        if (asprintf(&list[count], "%s=%s", passed[i], value) < 0) return false;
        list[++count] = NULL;
    }
    return true;
}

static void free_environment(char *list[PASSED + 1]) {
    for (size_t i = 0; list[i] != NULL; i++) free(list[i]);
}

/* ---- streams -------------------------------------------------------------------------------- */

static void close_fd(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

typedef struct streams { /* the child's ends; -1: none */
    int in, out, err;
    const char *out_file; /* instead of `out`; NULL: none */
} streams;

/* The side that is ours does not block. What we write to is a socket: a child that has gone is then
 * an error of one call (MSG_NOSIGNAL), not a signal to the whole server. */
static bool open_pipe(int *ours, int *theirs, bool we_write) {
    int ends[2];
    if ((we_write ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)
                  : pipe2(ends, O_CLOEXEC))
        != 0)
        return false;
    *ours = ends[we_write ? 1 : 0];
    *theirs = ends[we_write ? 0 : 1];
    return fcntl(*ours, F_SETFL, O_NONBLOCK) == 0;
}

static bool open_streams(child *c, streams *s, unsigned pipes) {
    return (!(pipes & CHILD_IN) || open_pipe(&c->in, &s->in, true))
           && (!(pipes & CHILD_OUT) || open_pipe(&c->out, &s->out, false))
           && (!(pipes & CHILD_ERR) || open_pipe(&c->err, &s->err, false));
}

/* One of the child's standard streams. */
static bool give(posix_spawn_file_actions_t *actions, int ours, int theirs) {
    if (ours >= 0) return posix_spawn_file_actions_adddup2(actions, ours, theirs) == 0;
    return posix_spawn_file_actions_addopen(actions, theirs, "/dev/null",
                                            theirs == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0)
           == 0;
}

static bool give_out(posix_spawn_file_actions_t *actions, const streams *s) {
    if (s->out_file == NULL) return give(actions, s->out, STDOUT_FILENO);
    return posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, s->out_file,
                                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666)
           == 0;
}

static bool give_streams(posix_spawn_file_actions_t *actions, const streams *s) {
    return give(actions, s->in, STDIN_FILENO) && give_out(actions, s)
           && give(actions, s->err, STDERR_FILENO)
           && posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1) == 0;
}

/* ---- limits --------------------------------------------------------------------------------- */

static void limit(pid_t pid, enum __rlimit_resource what, rlim_t soft, rlim_t hard) {
    struct rlimit both = {soft, hard};
    (void)prlimit(pid, what, &both, NULL); /* it may have ended already */
}

static void set_limits(pid_t pid, const child_limits *limits) {
    enum { LAST_WORDS_S = 5 };
    limit(pid, RLIMIT_CORE, 0, 0);
    if (limits->memory_bytes > 0) limit(pid, RLIMIT_AS, limits->memory_bytes, limits->memory_bytes);
    if (limits->data_bytes > 0) limit(pid, RLIMIT_DATA, limits->data_bytes, limits->data_bytes);
    if (limits->file_bytes > 0) limit(pid, RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes);
    if (limits->cpu_s > 0.0) {
        rlim_t seconds = (rlim_t)ceil(limits->cpu_s);
        limit(pid, RLIMIT_CPU, seconds, seconds + LAST_WORDS_S);
    }
}

/* ---- the process ---------------------------------------------------------------------------- */

/* Signals as a shell would leave them, in a process group of its own, so that Ctrl-C in the
 * server's terminal is the server's affair. */
static bool set_attributes(posix_spawnattr_t *attributes) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP;
    return posix_spawnattr_setsigdefault(attributes, &all) == 0
           && posix_spawnattr_setsigmask(attributes, &none) == 0
           && posix_spawnattr_setpgroup(attributes, 0) == 0
           && posix_spawnattr_setflags(attributes, flags) == 0;
}

/* 0 or an error number. */
static int spawn(child *c, const char *program, const char *const *arguments, const streams *s) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *environment[PASSED + 1] = {NULL};
    if (posix_spawn_file_actions_init(&actions) != 0) return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    int number = ENOMEM;
    if (make_environment(environment) && give_streams(&actions, s) && set_attributes(&attributes))
        number = posix_spawn(&c->pid, program, &actions, &attributes, (char *const *)arguments,
                             environment);
    free_environment(environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

bool child_start(child *c, const char *program, const char *const *arguments, unsigned pipes,
                 const child_limits *limits, cw_error *err) {
    return child_start_into(c, program, arguments, pipes, NULL, limits, err);
}

bool child_start_into(child *c, const char *program, const char *const *arguments, unsigned pipes,
                      const char *out_file, const child_limits *limits, cw_error *err) {
    streams s = {-1, -1, -1, out_file};
    *c = (child){.pid = 0, .ended_fd = -1, .in = -1, .out = -1, .err = -1};
    int number = open_streams(c, &s, pipes) ? spawn(c, program, arguments, &s) : errno;
    close_fd(&s.in);
    close_fd(&s.out);
    close_fd(&s.err);
    if (number == 0) {
        set_limits(c->pid, limits);
        c->ended_fd = pidfd_open(c->pid, 0);
        if (c->ended_fd >= 0) return true;
        number = errno;
    } else {
        c->pid = 0;
    }
    child_close(c);
    return cw_fail(err, CW_ERR_MACHINE, "cannot start %s: %s", program, strerror(number));
}

/* ---- a function as a process ------------------------------------------------------------------
 */

/* In the child. Signals as a shell would leave them; what the terminal says to the parent is not
 * for it. Never without its parent. */
static bool settle_in(int *to, pid_t parent, const child_limits *limits) {
    enum { KEPT = STDERR_FILENO + 1 };
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) return false;
    setpgid(0, 0);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (*to != KEPT && dup2(*to, KEPT) < 0) return false;
    *to = KEPT;
    close_range(KEPT + 1, ~0U, 0);
    set_limits(0, limits); /* 0: this one */
    return true;
}

bool child_fork(child *c, void (*act)(void *context, int to), void *context,
                const child_limits *limits, cw_error *err) {
    enum { NEVER_BEGAN = 3 };
    int to = -1;
    const pid_t parent = getpid();
    *c = (child){.pid = 0, .ended_fd = -1, .in = -1, .out = -1, .err = -1};
    if (!open_pipe(&c->out, &to, false)) {
        int number = errno;
        close_fd(&to);
        child_close(c);
        return cw_fail(err, CW_ERR_MACHINE, "no pipe for a job: %s", strerror(number));
    }
    fflush(NULL); /* or both would write what is waiting */
    pid_t pid = fork();
    if (pid == 0) {
        if (!settle_in(&to, parent, limits)) _exit(NEVER_BEGAN);
        act(context, to);
        _exit(0);
    }
    int number = errno;
    close_fd(&to);
    if (pid > 0) {
        c->pid = pid;
        return true;
    }
    child_close(c);
    return cw_fail(err, CW_ERR_MACHINE, "no process for a job: %s", strerror(number));
}

/* ---- while it runs, and its end ---------------------------------------------------------------
 */

void child_signal(const child *c, int number) {
    if (c->pid > 0 && kill(-c->pid, number) != 0) (void)kill(c->pid, number);
}

bool child_ended(child *c, int *status) {
    if (c->pid <= 0) return true;
    pid_t got = waitpid(c->pid, status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR)) return false;
    if (got < 0) *status = 0; /* somebody else has waited for it: nothing is known */
    c->pid = 0;
    return true;
}

int child_kill(child *c) {
    int status = 0;
    pid_t got;
    if (c->pid <= 0) return 0;
    child_signal(c, SIGKILL); /* nothing to one that has ended */
    do got = waitpid(c->pid, &status, 0);
    while (got < 0 && errno == EINTR);
    c->pid = 0;
    return got < 0 ? 0 : status;
}

void child_close(child *c) {
    child_kill(c);
    close_fd(&c->ended_fd);
    close_fd(&c->in);
    close_fd(&c->out);
    close_fd(&c->err);
}
