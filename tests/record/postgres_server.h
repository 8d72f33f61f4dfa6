/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PostgreSQL server of the test's own: in a fresh folder, reachable through a socket in it and
 * by no port, dead when the test is. PostgreSQL refuses to run as root, so a test that runs as root
 * hands the folder to the user "postgres", or else "nobody".
 */
#ifndef CROSSWATCH_TEST_RECORD_POSTGRES_SERVER_H
#define CROSSWATCH_TEST_RECORD_POSTGRES_SERVER_H

#include "support.h"

#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <grp.h>
#include <unistd.h>

#define POSTGRES_BIN "/usr/lib/postgresql/15/bin"

typedef struct postgres_server {
    char folder[1024];
    pid_t pid;                /* 0: not running */
    const char *settings[16]; /* "name=value", ended by NULL */
} postgres_server;

static inline bool postgres_is_installed(void) {
    return access(POSTGRES_BIN "/initdb", X_OK) == 0;
}

/* In the child: another user than root, and dead with its parent. */
static inline void become_ordinary(void) {
    const struct passwd *user = getpwnam("postgres");
    if (user == NULL) user = getpwnam("nobody");
    if (geteuid() == 0
        && (user == NULL || setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0
            || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

static inline pid_t spawn(postgres_server *server, char *const arguments[]) {
    char log[1100];
    snprintf(log, sizeof log, "%.1000s/log", server->folder);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid > 0) return pid;
    become_ordinary();
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (out < 0 || chdir(server->folder) != 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) _exit(126);
    execv(arguments[0], arguments);
    _exit(127);
}

static inline void show_log(const postgres_server *server) {
    char command[1200];
    snprintf(command, sizeof command, "tail -n 20 '%.1000s/log'", server->folder);
    if (system(command) != 0) print_message("no log\n");
}

static inline const char *server_address(const postgres_server *server, const char *database,
                                         char where[1200]) {
    snprintf(where, 1200, "postgresql:///%.64s?host=%.1000s&user=owner", database, server->folder);
    return where;
}

/* Starts a server whose folder is there, and waits until it answers. */
static inline void postgres_start(postgres_server *server) {
    char data[1100], where[1200];
    char *arguments[40] = {(char *)POSTGRES_BIN "/postgres", (char *)"-D", data, (char *)"-k",
                           server->folder};
    size_t count = 5;
    snprintf(data, sizeof data, "%.1000s/data", server->folder);
    for (size_t i = 0; server->settings[i] != NULL; i++) {
        arguments[count++] = (char *)"-c";
        arguments[count++] = (char *)(uintptr_t)server->settings[i];
    }
    for (int tries = 0; tries < 1200;
         tries++) { /* a killed server's children end when they notice */
        int status = 0;
        if (server->pid == 0) server->pid = spawn(server, arguments);
        if (PQping(server_address(server, "postgres", where)) == PQPING_OK) return;
        poll(NULL, 0, 50);
        if (waitpid(server->pid, &status, WNOHANG) == server->pid) server->pid = 0;
    }
    show_log(server);
    fail_msg("the PostgreSQL server does not start");
}

/* A fresh server; `settings` ends with NULL. */
static inline void postgres_make(postgres_server *server, const char *const *settings) {
    char data[1100];
    int status = 0;
    support_directory(server->folder);
    assert_int_equal(chmod(server->folder, 0700), 0);
    const struct passwd *user = getpwnam("postgres");
    if (user == NULL) user = getpwnam("nobody");
    if (geteuid() == 0) assert_int_equal(chown(server->folder, user->pw_uid, user->pw_gid), 0);
    snprintf(data, sizeof data, "%.1000s/data", server->folder);
    char *const initdb[] = {(char *)POSTGRES_BIN "/initdb",
                            (char *)"-D",
                            data,
                            (char *)"-U",
                            (char *)"owner",
                            (char *)"-A",
                            (char *)"trust",
                            (char *)"-E",
                            (char *)"UTF8",
                            (char *)"--locale=C",
                            (char *)"--no-sync",
                            (char *)"--data-checksums",
                            (char *)"--wal-segsize=1",
                            NULL};
    pid_t pid = spawn(server, initdb);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (status != 0) show_log(server);
    assert_int_equal(status, 0);
    size_t count = 0;
    server->pid = 0;
    server->settings[count++] = "listen_addresses=";
    server->settings[count++] = "fsync=off"; /* processes die here, the machine does not */
    for (; *settings != NULL; settings++) server->settings[count++] = *settings;
    server->settings[count] = NULL;
    postgres_start(server);
}

/* SIGINT: orderly; SIGQUIT: at once; SIGKILL: as if struck. */
static inline void postgres_end(postgres_server *server, int signal_number) {
    int status;
    if (server->pid == 0) return;
    kill(server->pid, signal_number);
    waitpid(server->pid, &status, 0);
    server->pid = 0;
}

static inline void postgres_remove(postgres_server *server) {
    postgres_end(server, SIGQUIT);
    support_remove(server->folder);
}

/* Commands over a connection of their own. */
static inline void postgres_do(const postgres_server *server, const char *database,
                               const char *sql) {
    char where[1200];
    PGconn *connection = PQconnectdb(server_address(server, database, where));
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
}

/* The first value of the answer, "" when there is none. */
static inline const char *postgres_ask(const postgres_server *server, const char *database,
                                       const char *sql, char answer[256]) {
    char where[1200];
    PGconn *connection = PQconnectdb(server_address(server, database, where));
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    snprintf(answer, 256, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(connection);
    return answer;
}

#endif
