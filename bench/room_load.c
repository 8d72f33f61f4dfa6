/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread drives everything by its clock: sentences as they fall due, a report each second, a
 * new ship each quarter of a second whose number tells when it set out, and the streams of all
 * viewers through epoll.
 */
#include "room_load.h"

#include <arpa/inet.h>
#include <crosswatch/crosswatch.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NEW_SHIPS_MMSI = 777000000, MOST_NEW = 40000, MOST_REPORTS = 4000, MOST_PENDING = 1 << 21 };

typedef struct viewer {
    int socket;
    char *pending; /* of an event that is not whole yet */
    size_t length;
} viewer;

typedef struct load {
    const load_plan *plan;
    load_result *result;
    char folder[200], host[64], cookie[128], guard[64], token[64];
    unsigned short port, ais_port;
    pid_t server;
    int ais, reports; /* sockets */
    viewer *viewers;
    int *sleepers;
    int epoll;
    double started_s;
    double set_out_s[MOST_NEW]; /* of the new ships */
    double filed_s[MOST_REPORTS];
    size_t new_ships, filed;
    uint64_t entries; /* of the record before the load */
} load;

static _Noreturn void give_up(const char *what) {
    fprintf(stderr, "bench_room: %s: %s\n", what, strerror(errno));
    exit(3);
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void add_sample(samples *s, double value) {
    if (!cw_grow(&s->values, &s->capacity, s->count + 1)) give_up("memory");
    s->values[s->count++] = value;
}

/* ---- AIS --------------------------------------------------------------------------------------
 */

static void put_bits(char *six, unsigned *at, int width, int64_t value) {
    for (int i = width - 1; i >= 0; i--, (*at)++)
        six[*at / 6] = (char)(six[*at / 6] << 1 | (char)((uint64_t)value >> i & 1));
}

/* A position report of class A (ITU-R M.1371, message 1) under way. */
static size_t write_sentence(char *to, uint32_t mmsi, double lat, double lon, double course) {
    char six[28] = {0}, payload[29] = "";
    unsigned at = 0, sum = 0;
    put_bits(six, &at, 6, 1);
    put_bits(six, &at, 2, 0);
    put_bits(six, &at, 30, mmsi);
    put_bits(six, &at, 4, 0);
    put_bits(six, &at, 8, 0);
    put_bits(six, &at, 10, 120);
    put_bits(six, &at, 1, 1);
    put_bits(six, &at, 28, (int64_t)(lon * 600000.0));
    put_bits(six, &at, 27, (int64_t)(lat * 600000.0));
    put_bits(six, &at, 12, (int64_t)(course * 10.0));
    put_bits(six, &at, 9, (int64_t)course);
    put_bits(six, &at, 6, (int64_t)(time(NULL) % 60));
    put_bits(six, &at, 25, 0);
    for (int i = 0; i < 28; i++) payload[i] = (char)(six[i] < 40 ? six[i] + 48 : six[i] + 56);
    int n = sprintf(to, "!AIVDM,1,1,,A,%s,0", payload);
    for (int i = 1; i < n; i++) sum ^= (unsigned char)to[i];
    n += sprintf(to + n, "*%02X\r\n", sum);
    return (size_t)n;
}

static void send_ship(load *l, size_t ship) {
    char text[120];
    double age = now_s() - l->started_s;
    double lat = 50.6 + 0.7 * (double)(ship % 71) / 71.0,
           lon = 0.9 + 1.4 * (double)(ship % 97) / 97.0;
    size_t n = write_sentence(text, 200000000u + (uint32_t)ship, lat + age * 5e-5, lon, 0.0);
    send(l->ais, text, n, 0);
    l->result->sent++;
}

static void send_new_ship(load *l) {
    char text[120];
    if (l->new_ships == MOST_NEW) return;
    size_t n = write_sentence(text, NEW_SHIPS_MMSI + (uint32_t)l->new_ships, 51.5, 2.9, 90.0);
    l->set_out_s[l->new_ships++] = now_s();
    send(l->ais, text, n, 0);
}

/* ---- HTTP -------------------------------------------------------------------------------------
 */

static int connect_to(unsigned short port, int type) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int s = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof to) != 0) give_up("a connection");
    return s;
}

/* A request with a body on a connection that stays; its answer's text, in `answer`. */
static void post(load *l, int s, const char *path, const char *body, char *answer, size_t room) {
    char request[1200];
    int n = snprintf(request, sizeof request,
                     "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nX-Crosswatch-Token: %s\r\n"
                     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                     path, l->host, l->cookie, l->guard, strlen(body), body);
    if (send(s, request, (size_t)n, 0) != n) give_up("a request");
    if (answer == NULL) return;
    ssize_t got = recv(s, answer, room - 1, 0);
    if (got <= 0) give_up("an answer");
    answer[got] = '\0';
}

static void sign_in(load *l) {
    char answer[4096];
    post(l, l->reports, "/api/1/session",
         "{\"user\":\"bench\",\"password\":\"a password of a bench\"}", answer, sizeof answer);
    const char *cookie = strstr(answer, "Set-Cookie: "), *token = strstr(answer, "\"token\":\"");
    if (cookie == NULL || token == NULL) give_up(answer);
    snprintf(l->cookie, sizeof l->cookie, "%.*s", (int)strcspn(cookie + 12, ";"), cookie + 12);
    snprintf(l->guard, sizeof l->guard, "%.*s", (int)strcspn(token + 9, "\""), token + 9);
}

/* Ten viewers a user: one alone who opened hundreds would be asked to wait. */
static void make_token(load *l, size_t number, char token[64]) {
    char body[100], answer[4096];
    snprintf(body, sizeof body, "{\"name\":\"wall %zu\",\"role\":\"viewer\"}", number);
    post(l, l->reports, "/api/1/tokens", body, answer, sizeof answer);
    const char *made = strstr(answer, "\"token\":\"");
    if (made == NULL) give_up(answer);
    snprintf(token, 64, "%.*s", (int)strcspn(made + 9, "\""), made + 9);
}

static int open_stream(load *l, size_t number) {
    enum { A_USER = 10 };
    char request[400];
    if (number % A_USER == 0) make_token(l, number / A_USER, l->token);
    int s = connect_to(l->port, SOCK_STREAM);
    int n = snprintf(request, sizeof request,
                     "GET /api/1/stream HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer "
                     "%s\r\n\r\n",
                     l->host, l->token);
    if (send(s, request, (size_t)n, 0) != n) give_up("a stream");
    return s;
}

/* The next report; its answer is read away later, so that nothing waits for it. */
static void file_report(load *l) {
    char answer[8192];
    while (recv(l->reports, answer, sizeof answer, MSG_DONTWAIT) > 0) continue;
    if (l->filed == MOST_REPORTS) return;
    l->filed_s[l->filed++] = now_s();
    post(l, l->reports, "/api/1/reports", "{\"text\":\"33 people, 51 09.45N 001 50.95E\"}", NULL,
         0);
}

/* ---- what a viewer is told ----------------------------------------------------------------------
 */

static void take_ships(load *l, const char *text, double now) {
    char first[16];
    snprintf(first, sizeof first, "[%u", NEW_SHIPS_MMSI / 1000000);
    for (const char *at = text; (at = strstr(at, first)) != NULL; at++) {
        if (at[-1] == ':') continue; /* the list of those that are gone */
        unsigned long number = strtoul(at + 1, NULL, 10) - NEW_SHIPS_MMSI;
        /* told again at each later change: only the first counts, and there is one sentence each */
        if (number < l->new_ships) add_sample(&l->result->ships, now - l->set_out_s[number]);
    }
}

static void take_event(load *l, const char *text, double now) {
    static const char situation[] = "event: situation\ndata: {\"sequence\":";
    if (strncmp(text, "event: vessels", 14) == 0) take_ships(l, text, now);
    if (strncmp(text, situation, sizeof situation - 1) != 0) return;
    uint64_t sequence = strtoull(text + sizeof situation - 1, NULL, 10);
    if (sequence > l->entries && sequence - l->entries <= l->filed)
        add_sample(&l->result->reports, now - l->filed_s[sequence - l->entries - 1]);
}

/* Whole events of what came; chunk sizes and headers between them are passed over. */
static void take_bytes(load *l, viewer *v, const char *bytes, size_t length, double now) {
    if (v->length + length >= MOST_PENDING) give_up("an event without an end");
    memcpy(v->pending + v->length, bytes, length);
    v->length += length;
    v->pending[v->length] = '\0';
    char *at = v->pending, *end;
    while ((end = strstr(at, "\n\n")) != NULL) {
        *end = '\0';
        char *event = strstr(at, "event: ");
        if (event != NULL) take_event(l, event, now);
        at = end + 2;
    }
    v->length -= (size_t)(at - v->pending);
    memmove(v->pending, at, v->length + 1);
}

static void read_viewers(load *l, int wait_ms) {
    enum { AT_ONCE = 256 };
    static char block[1 << 18];
    struct epoll_event ready[AT_ONCE];
    int count = epoll_wait(l->epoll, ready, AT_ONCE, wait_ms);
    for (int i = 0; i < count; i++) {
        viewer *v = ready[i].data.ptr;
        ssize_t n = recv(v->socket, block, sizeof block, MSG_DONTWAIT);
        if (n <= 0) {
            if (n < 0 && errno == EAGAIN) continue;
            epoll_ctl(l->epoll, EPOLL_CTL_DEL, v->socket, NULL);
            l->result->cut++;
            continue;
        }
        l->result->bytes += (uint64_t)n;
        take_bytes(l, v, block, (size_t)n, now_s());
    }
}

/* ---- the server ---------------------------------------------------------------------------------
 */

static void make_room(load *l) {
    cw_error err = {0};
    cw_public_key own;
    char path[300];
    strcpy(l->folder, "/tmp/bench-room-XXXXXX");
    if (mkdtemp(l->folder) == NULL) give_up("a folder");
    snprintf(path, sizeof path, "%s/key", l->folder);
    if (!cw_secret_key_create(path, "Bench", &own, &err)) give_up(err.message);
    snprintf(path, sizeof path, "%s/record", l->folder);
    cw_store *store = cw_store_create(path, &own, &err);
    if (store == NULL) give_up(err.message);
    cw_store_close(store);
    snprintf(path, sizeof path, "%s/home", l->folder);
    if (!cw_room_add_administrator(path, "bench", "a password of a bench", &err))
        give_up(err.message);
}

static unsigned short free_udp_port(void) {
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t length = sizeof at;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(s, (struct sockaddr *)&at, sizeof at) != 0
        || getsockname(s, (struct sockaddr *)&at, &length) != 0)
        give_up("a port");
    close(s);
    return ntohs(at.sin_port);
}

static void start_server(load *l) {
    char record[300], home[300], ais[300], said[300];
    int out[2];
    posix_spawn_file_actions_t files;
    snprintf(record, sizeof record, "%s/record", l->folder);
    snprintf(home, sizeof home, "home=%s/home", l->folder);
    snprintf(ais, sizeof ais, "ais=udp://127.0.0.1:%u", l->ais_port = free_udp_port());
    char *arguments[] = {CROSSWATCH_COMMAND,   "serve", record, home, ais,
                         "listen=127.0.0.1:0", NULL};
    if (pipe(out) != 0) give_up("a pipe");
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    if (posix_spawn(&l->server, CROSSWATCH_COMMAND, &files, NULL, arguments, environ) != 0)
        give_up(CROSSWATCH_COMMAND);
    close(out[1]);
    FILE *from = fdopen(out[0], "r");
    if (fgets(said, sizeof said, from) == NULL) give_up("the server's first line");
    const char *host = strstr(said, "http://");
    if (host == NULL) give_up(said);
    snprintf(l->host, sizeof l->host, "%.*s", (int)strcspn(host + 7, " "), host + 7);
    l->port = (unsigned short)strtoul(strchr(l->host, ':') + 1, NULL, 10);
    fclose(from);
}

static double memory_of(pid_t process) {
    char path[64];
    long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", process);
    FILE *f = fopen(path, "r");
    if (f == NULL || fscanf(f, "%*d %ld", &pages) != 1) give_up(path);
    fclose(f);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static double processor_of(pid_t process) {
    char path[64];
    long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    FILE *f = fopen(path, "r");
    if (f == NULL
        || fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system)
               != 2)
        give_up(path);
    fclose(f);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* ---- the load ------------------------------------------------------------------------------- */

static void open_viewers(load *l) {
    const load_plan *p = l->plan;
    struct rlimit files = {.rlim_cur = p->viewers + 1000, .rlim_max = p->viewers + 1000};
    setrlimit(RLIMIT_NOFILE, &files);
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->viewers = calloc(p->viewers, sizeof *l->viewers);
    l->sleepers = calloc(p->sleepers + 1, sizeof *l->sleepers);
    if (l->viewers == NULL || l->sleepers == NULL) give_up("memory");
    for (size_t i = 0; i < p->viewers; i++) {
        viewer *v = &l->viewers[i];
        v->socket = open_stream(l, i);
        v->pending = malloc(MOST_PENDING);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = v};
        if (v->pending == NULL || epoll_ctl(l->epoll, EPOLL_CTL_ADD, v->socket, &e) != 0)
            give_up("a viewer");
    }
    for (size_t i = 0; i < p->sleepers; i++) l->sleepers[i] = open_stream(l, p->viewers + i);
}

/* A quarter of the time is warming up: the memory at first is that of all ships and viewers. */
static void run(load *l) {
    const load_plan *p = l->plan;
    double next_ship = 0.0, next_report = 0.0, processor = 0.0;
    bool warm = false;
    l->started_s = now_s();
    for (double age = 0.0; age < p->seconds; age = now_s() - l->started_s) {
        double due = age * p->sentences_per_s;
        while ((double)l->result->sent < due) send_ship(l, l->result->sent * 7 % p->ships);
        if (age >= next_ship) send_new_ship(l), next_ship += 0.25;
        if (age >= next_report) file_report(l), next_report += 1.0;
        if (!warm && age > 0.25 * p->seconds) {
            warm = true;
            l->result->memory_first = memory_of(l->server);
            processor = processor_of(l->server);
        }
        read_viewers(l, 1);
    }
    l->result->memory_last = memory_of(l->server);
    l->result->processor_s = (processor_of(l->server) - processor) / 0.75;
    for (double end = now_s() + 1.5; now_s() < end;) read_viewers(l, 10);
}

void room_load(const load_plan *plan, load_result *result) {
    static load l;
    char command[300];
    l = (load){.plan = plan, .result = result};
    signal(SIGPIPE, SIG_IGN);
    make_room(&l);
    start_server(&l);
    l.ais = connect_to(l.ais_port, SOCK_DGRAM);
    l.reports = connect_to(l.port, SOCK_STREAM);
    sign_in(&l);
    open_viewers(&l);
    run(&l);
    kill(l.server, SIGTERM);
    waitpid(l.server, NULL, 0);
    snprintf(command, sizeof command, "rm -rf %s", l.folder);
    if (system(command) != 0) give_up(command);
}
