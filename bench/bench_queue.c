/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the queue costs: jobs put in; small jobs through it, with workers in processes of their own
 * and each job in one of its own; and in PostgreSQL what a thousand idle workers' connections cost
 * the server for ten seconds, and one word to all of them. Prints one line a case: name, size,
 * value, unit. Without an argument it makes a PostgreSQL server of its own (fsync on, reached over
 * loopback TCP, in a fresh folder under /var/tmp) and an SQLite file beside it; --jobs N, --idle N.
 */
#include <crosswatch/queue.h>

#include "queue/queue.h"

#include <dirent.h>
#include <poll.h>
#include <pwd.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BIN  "/usr/lib/postgresql/15/bin"
#define PORT "54329"
enum { JOBS = 2000, WORKERS = 4, IDLE = 1000, IDLE_S = 10 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void line(const char *name, size_t size, double figure, const char *unit) {
    printf("%-44s %9zu %8.3g %s\n", name, size, figure, unit);
    fflush(stdout);
}

static void must(bool done, const cw_error *err) {
    if (done) return;
    fprintf(stderr, "bench_queue: %s\n", err->message);
    exit(3);
}

/* ---- a server of its own -----------------------------------------------------------------------
 */

static pid_t spawn(const char *folder, char *const arguments[]) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0) return pid;
    const struct passwd *user = getpwnam("postgres");
    if (geteuid() == 0
        && (user == NULL || setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0
            || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGINT);
    if (chdir(folder) != 0 || freopen("log", "a", stdout) == NULL
        || freopen("log", "a", stderr) == NULL)
        _exit(126);
    execv(arguments[0], arguments);
    _exit(127);
}

static pid_t start_server(const char *folder) {
    char *initdb[] = {(char *)BIN "/initdb",
                      (char *)"-D",
                      (char *)"data",
                      (char *)"-U",
                      (char *)"owner",
                      (char *)"-A",
                      (char *)"trust",
                      (char *)"-E",
                      (char *)"UTF8",
                      (char *)"--locale=C",
                      NULL};
    char *postgres[] = {(char *)BIN "/postgres",
                        (char *)"-D",
                        (char *)"data",
                        (char *)"-k",
                        (char *)folder,
                        (char *)"-p",
                        (char *)PORT,
                        (char *)"-c",
                        (char *)"listen_addresses=127.0.0.1",
                        (char *)"-c",
                        (char *)"max_connections=1200",
                        NULL};
    const struct passwd *user = getpwnam("postgres");
    int status = 1;
    if (geteuid() == 0 && (user == NULL || chown(folder, user->pw_uid, user->pw_gid) != 0)) exit(3);
    if (waitpid(spawn(folder, initdb), &status, 0) < 0 || status != 0) {
        fprintf(stderr, "bench_queue: no PostgreSQL server can be made here\n");
        exit(3);
    }
    return spawn(folder, postgres);
}

static cw_queue *create_patiently(const char *where) {
    cw_error err = {0};
    cw_queue *q = NULL;
    for (int i = 0; i < 200 && q == NULL; i++) {
        err = (cw_error){0};
        q = cw_queue_create(where, &err);
        if (q == NULL) poll(NULL, 0, 50);
    }
    must(q != NULL, &err);
    return q;
}

/* Seconds of processor that the server's processes have used: /proc/PID/stat, fields 14 and 15,
 * of those that are children of it, and it (proc(5)). */
static double used_by(pid_t pid, pid_t parent) {
    char path[64], text[1024];
    int above = 0;
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    size_t n = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file != NULL) fclose(file);
    text[n] = '\0';
    const char *after = strrchr(text, ')');
    if (after == NULL
        || sscanf(after + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &above, &user,
                  &system)
               != 3)
        return 0.0;
    if (pid != parent && above != (int)parent) return 0.0;
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static double server_cpu_s(pid_t server) {
    double sum = 0.0;
    DIR *proc = opendir("/proc");
    if (proc == NULL) return 0.0;
    for (const struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (pid > 0) sum += used_by(pid, server);
    }
    closedir(proc);
    return sum;
}

/* ---- jobs through it ---------------------------------------------------------------------------
 */

static bool do_small(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    (void)err;
    for (int i = 0; i < 40; i++) cw_text_add(&result->plan, "{\"case\": \"%s\"}\n", task->name);
    cw_text_add(&result->page[CW_ENGLISH], "the page of %s", task->name);
    cw_text_add(&result->page[CW_FRENCH], "la page de %s", task->name);
    return true;
}

static void put_jobs(cw_queue *q, size_t count, const char *name) {
    cw_error err = {0};
    double start = now_s();
    for (size_t i = 0; i < count; i++) {
        char text[1024];
        cw_job_id id;
        cw_job_added added;
        job_content content = {.text = text, .length = sizeof text};
        memset(text, ' ', sizeof text);
        snprintf(text, sizeof text, "case %zu", i);
        snprintf(content.name, sizeof content.name, "case %zu", i);
        must(queue_put(q, &content, &(cw_job_order){0}, &id, &added, &err), &err);
    }
    char title[64];
    snprintf(title, sizeof title, "%s: put in, one by one", name);
    line(title, count, (double)count / (now_s() - start), "jobs/s");
}

static void work_process(const char *where) {
    cw_error err = {0};
    cw_worker_options options = {
        .where = where, .work = do_small, .drain = true, .stop_fd = -1, .slots = 2};
    bool done = cw_queue_work(&options, &err);
    if (!done) fprintf(stderr, "bench_queue: %s\n", err.message);
    _exit(done ? 0 : 3);
}

/* From the first worker's start until the last job is done; the workers' own end, which waits for
 * each other, is not counted. */
static void work_through(cw_queue *q, const char *where, size_t count, const char *name) {
    cw_error err = {0};
    uint64_t open = count;
    pid_t workers[WORKERS];
    double start = now_s();
    for (size_t i = 0; i < WORKERS; i++) {
        fflush(NULL);
        workers[i] = fork();
        if (workers[i] == 0) work_process(where);
    }
    while (open > 0) {
        poll(NULL, 0, 20);
        must(queue_open_jobs(q, &open, &err), &err);
    }
    double took_s = now_s() - start;
    for (size_t i = 0; i < WORKERS; i++) waitpid(workers[i], NULL, 0);
    char title[64];
    snprintf(title, sizeof title, "%s: through %d workers", name, WORKERS);
    line(title, count, (double)count / took_s, "jobs/s");
}

/* ---- idle workers ------------------------------------------------------------------------------
 */

/* What an idle worker does on its connection: it looked once, listens, and set its timer. */
static cw_queue *idle_worker(const char *where, bool *got) {
    cw_error err = {0};
    claim c = {0};
    int64_t wait_ms;
    cw_queue *q = cw_queue_open(where, &err);
    must(q != NULL && q->engine->listen(q->db, &q->ear, &err)
             && claim_next(q, "idle", 60000, &c, got, &err) && queue_next_due(q, &wait_ms, &err),
         &err);
    claim_free(&c);
    return q;
}

static void hear_all(cw_queue **idle, size_t count) {
    cw_error err = {0};
    for (size_t i = 0; i < count; i++) {
        struct pollfd ear = {.fd = idle[i]->ear, .events = POLLIN};
        heard what = {0};
        claim c = {0};
        bool got;
        if (poll(&ear, 1, 10000) != 1) exit(3);
        must(idle[i]->engine->hear(idle[i]->db, idle[i]->ear, &what, &err)
                 && claim_next(idle[i], "idle", 60000, &c, &got, &err),
             &err);
        claim_free(&c);
    }
}

static void idle_workers(cw_queue *q, const char *where, size_t count, pid_t server) {
    struct rlimit files;
    cw_error err = {0};
    bool got = false;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    cw_queue **idle = calloc(count, sizeof(cw_queue *));
    if (idle == NULL) exit(3);
    for (size_t i = 0; i < count; i++) idle[i] = idle_worker(where, &got);
    poll(NULL, 0, 2000); /* what opening them left to do */
    double before_s = server_cpu_s(server), start = now_s();
    poll(NULL, 0, IDLE_S * 1000);
    double used_s = server_cpu_s(server) - before_s, took_s = now_s() - start;
    line("postgres: idle workers, 10 s", count, 100.0 * used_s / took_s, "% of a core");
    before_s = server_cpu_s(server);
    must(q->engine->call(q->db, "job", &err), &err);
    hear_all(idle, count);
    line("postgres: one word to all, each looks once", count, server_cpu_s(server) - before_s,
         "s of a core");
    for (size_t i = 0; i < count; i++) cw_queue_close(idle[i]);
    free(idle);
}

static size_t number_after(int argc, char **argv, const char *word, size_t otherwise) {
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], word) == 0) return strtoul(argv[i + 1], NULL, 10);
    }
    return otherwise;
}

int main(int argc, char **argv) {
    static const char address[] = "postgresql://owner@127.0.0.1:" PORT "/postgres";
    char folder[] = "/var/tmp/crosswatch-bench-XXXXXX", path[256], command[300];
    size_t jobs = number_after(argc, argv, "--jobs", JOBS),
           idle = number_after(argc, argv, "--idle", IDLE);
    cw_error err = {0};
    if (mkdtemp(folder) == NULL) return 3;
    pid_t server = start_server(folder);
    cw_queue *q = create_patiently(address);
    put_jobs(q, jobs, "postgres");
    work_through(q, address, jobs, "postgres");
    idle_workers(q, address, idle, server);
    cw_queue_close(q);
    kill(server, SIGINT);
    waitpid(server, NULL, 0);
    snprintf(path, sizeof path, "%s/queue.db", folder);
    q = cw_queue_create(path, &err);
    must(q != NULL, &err);
    put_jobs(q, jobs, "sqlite");
    work_through(q, path, jobs, "sqlite");
    cw_queue_close(q);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 3;
}
