/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the library: one child process, of the operations room or of a worker of the queue. What
 * can crash, hang or fill the memory runs as a process of its own, with limits and with nothing of
 * its parent's: no open file, no signal disposition, a process group of its own. It is either a
 * program, started without a shell and with no environment but a few names, or a function of this
 * one.
 */
#ifndef CROSSWATCH_BASE_CHILD_H
#define CROSSWATCH_BASE_CHILD_H

#include <crosswatch/base.h>

#include <sys/types.h>

typedef struct child_limits { /* 0: none */
    uint64_t memory_bytes;    /* address space */
    uint64_t data_bytes;      /* of it what the process writes to: not files that it maps */
    uint64_t file_bytes;      /* of any one file that it writes */
    double cpu_s;             /* processor time, of all its threads together */
} child_limits;

enum { CHILD_IN = 1, CHILD_OUT = 2, CHILD_ERR = 4 }; /* standard streams that are pipes; or null */

typedef struct child {
    pid_t pid;
    int ended_fd;     /* readable once it has ended */
    int in, out, err; /* our ends, they never block; -1: none; `in` is a socket */
} child;

/* `arguments` ends with NULL; the first is the name that the child sees. False: nothing runs. */
bool child_start(child *c, const char *program, const char *const *arguments, unsigned pipes,
                 const child_limits *limits, cw_error *err);
/* A process that calls `act` with a descriptor to write to (its only one but the standard streams),
 * and ends with 0; what it writes comes from c->out. It dies with the thread that called this. For
 * a process that has one thread: the other's locks would never open in the child. */
bool child_fork(child *c, void (*act)(void *context, int to), void *context,
                const child_limits *limits, cw_error *err);
/* As child_start; what it prints goes to a new file, readable to whoever may enter its folder. */
bool child_start_into(child *c, const char *program, const char *const *arguments, unsigned pipes,
                      const char *out_file, const child_limits *limits, cw_error *err);
/* To it and all that it started. Harmless when it has ended. */
void child_signal(const child *c, int number);
/* True once it has ended; *status is waitpid's. The streams stay open for what is still in them. */
bool child_ended(child *c, int *status);
/* Kills it if it runs; waitpid's status, 0 when it was known already. The streams stay open. */
int child_kill(child *c);
/* The same, and closes all. Harmless when nothing runs. */
void child_close(child *c);

#endif
