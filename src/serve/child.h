/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: one child process. What can crash, hang or fill the memory runs as a process of
 * its own, started without a shell, with limits, and with nothing of the server's: no open file, no
 * signal disposition, no environment but a few names.
 */
#ifndef CROSSWATCH_SERVE_CHILD_H
#define CROSSWATCH_SERVE_CHILD_H

#include <crosswatch/base.h>

#include <sys/types.h>

typedef struct child_limits { /* 0: none */
    uint64_t memory_bytes;    /* address space */
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
/* The same; what it prints goes to a new file, readable to whoever may enter its folder. */
bool child_start_into(child *c, const char *program, const char *const *arguments, unsigned pipes,
                      const char *out_file, const child_limits *limits, cw_error *err);
/* To it and all that it started. Harmless when it has ended. */
void child_signal(const child *c, int number);
/* True once it has ended; *status is waitpid's. The streams stay open for what is still in them. */
bool child_ended(child *c, int *status);
/* A line that a child of this program wrote on its standard error: true when it is the sentence
 * that says why it fails, which *said holds then in both languages, in place of what it held. With
 * --progress json it is an object that has "error" and "error_fr". */
bool child_told_error(const char *line, size_t length, cw_error *said);
/* Kills it if it runs, and closes all. */
void child_close(child *c);

#endif
