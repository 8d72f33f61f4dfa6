/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands behind the operations room. The live picture: processor time of one sentence into it
 * (20,000 ships), a copy of all of it, what changed in one round of a tenth of the ships. A plan on
 * a screen: from a question to its answer through the pool and the child, an area of the bundled
 * case dragged. Prints one line a case: name, size, minimum, median, maximum, unit.
 */
#include "serve/edit.h"
#include "serve/feed.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SHIPS = 20000, ROUNDS = 10, COPIES = 51, EDITS = 41 };

static double clock_s(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print(const char *name, const char *size, double *values, size_t count,
                  const char *unit) {
    qsort(values, count, sizeof *values, by_size);
    printf("%s %s %.3f %.3f %.3f %s\n", name, size, values[0], values[count / 2], values[count - 1],
           unit);
}

/* ---- the picture ---------------------------------------------------------------------------- */

static void put_bits(unsigned char *six, unsigned at, unsigned width, int64_t value) {
    for (unsigned i = 0; i < width; i++) {
        if ((uint64_t)value >> (width - 1 - i) & 1)
            six[(at + i) / 6] |= (unsigned char)(1u << (5 - (at + i) % 6));
    }
}

/* A position report of class A, as a sentence. */
static void put_sentence(FILE *to, long long second, unsigned ship, unsigned round) {
    unsigned char six[28] = {0}, sum = 0, tag_sum = 0;
    char text[64], tag[32];
    put_bits(six, 0, 6, 1);
    put_bits(six, 8, 30, 200000000 + ship);
    put_bits(six, 50, 10, 120);
    put_bits(six, 61, 28, 600000 * -2 + 200LL * (ship % 200) * 30 + 60 * round);
    put_bits(six, 89, 27, 600000 * 50 + 200LL * (ship / 200) * 30);
    put_bits(six, 116, 12, 900);
    put_bits(six, 128, 9, 90);
    put_bits(six, 137, 6, second % 60);
    size_t n = (size_t)snprintf(text, sizeof text, "AIVDM,1,1,,A,");
    for (size_t i = 0; i < sizeof six; i++)
        text[n++] = (char)(six[i] < 40 ? six[i] + 48 : six[i] + 56);
    snprintf(text + n, sizeof text - n, ",0");
    snprintf(tag, sizeof tag, "c:%lld", second);
    for (const char *c = text; *c != '\0'; c++) sum ^= (unsigned char)*c;
    for (const char *c = tag; *c != '\0'; c++) tag_sum ^= (unsigned char)*c;
    fprintf(to, "\\%s*%02X\\!%s*%02X\n", tag, tag_sum, text, sum);
}

static bool write_log(const char *path) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) return false;
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned ship = 0; ship < SHIPS; ship++)
            put_sentence(file, 1637755200LL + 10 * (long long)round, ship, round);
    }
    return fclose(file) == 0;
}

typedef struct ending {
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool over;
} ending;

static void on_end(void *context) {
    ending *e = context;
    pthread_mutex_lock(&e->lock);
    e->over = true;
    pthread_cond_broadcast(&e->news);
    pthread_mutex_unlock(&e->lock);
}

static bool bench_copies(feed *f, cw_error *err) {
    double ms[COPIES];
    char size[64];
    feed_picture p;
    uint64_t since = 0;
    for (int part = 0; part < 2; part++) {
        for (size_t i = 0; i < COPIES; i++) {
            double begin = clock_s(CLOCK_MONOTONIC);
            if (!feed_changes(f, part == 0 ? 0 : since, &p, err)) return false;
            ms[i] = 1000.0 * (clock_s(CLOCK_MONOTONIC) - begin);
            snprintf(size, sizeof size, "%zu vessels", p.count);
            since = p.sequence > SHIPS / 10 ? p.sequence - SHIPS / 10 : 0;
            feed_picture_free(&p);
        }
        print(part == 0 ? "picture_whole" : "picture_changes", size, ms, COPIES, "ms");
    }
    return true;
}

static bool bench_feed(const char *path, double look_s, const char *name, cw_error *err) {
    ending e = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    feed_settings settings = feed_settings_default(path);
    settings.speed = 0.0;
    settings.look_s = look_s;
    settings.ended = on_end;
    settings.context = &e;
    double begin = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    feed *f = feed_create(&settings, err);
    if (f == NULL) return false;
    pthread_mutex_lock(&e.lock);
    while (!e.over) pthread_cond_wait(&e.news, &e.lock);
    pthread_mutex_unlock(&e.lock);
    double us = 1e6 * (clock_s(CLOCK_PROCESS_CPUTIME_ID) - begin) / (double)(SHIPS * ROUNDS);
    print(name, "20000 ships", &us, 1, "us a sentence");
    bool good = look_s < 1e6 || bench_copies(f, err);
    feed_destroy(f);
    return good;
}

/* ---- a plan on a screen --------------------------------------------------------------------- */

static char *ask(edit_pool *pool, const char *plan, const char *question, double *ms,
                 cw_error *err) {
    cw_text answer = {0};
    double begin = clock_s(CLOCK_MONOTONIC);
    if (!edit_ask(pool, &(edit_plan){.case_file = CROSSWATCH_CASE, .plan = plan}, question,
                  strlen(question), 300.0, &answer, err))
        return NULL;
    *ms = 1000.0 * (clock_s(CLOCK_MONOTONIC) - begin);
    return answer.data;
}

/* The first unit's area to and fro, written as a question. */
static bool bench_edits(const char *plan, cw_error *err) {
    edit_settings settings = edit_settings_default();
    settings.program = CROSSWATCH_COMMAND;
    edit_pool *pool = edit_pool_create(&settings, err);
    double ms[EDITS], opening;
    char *first = pool != NULL ? ask(pool, plan, "{\"tasks\":[]}", &opening, err) : NULL;
    bool good = first != NULL;
    if (good) print("edit_open", "dover", &opening, 1, "ms");
    for (size_t i = 0; good && i < EDITS; i++) {
        char question[512];
        snprintf(question, sizeof question,
                 "{\"tasks\":[{\"unit\":\"RNLI Dover\",\"assigned\":true,\"pattern\":\"PS\","
                 "\"area\":{\"centre\":{\"lat_deg\":%.3f,\"lon_deg\":1.66},\"length_nm\":4,"
                 "\"width_nm\":3,\"axis_deg\":45},\"track_spacing_nm\":0.3}]}",
                 51.10 + 0.01 * (double)(i % 2));
        char *answer = ask(pool, plan, question, &ms[i], err);
        good = answer != NULL && strstr(answer, "\"error\"") == NULL;
        if (!good) fprintf(stderr, "%.300s\n", answer != NULL ? answer : err->message);
        free(answer);
    }
    if (good) print("edit_answer", "dover", ms, EDITS, "ms");
    free(first);
    edit_pool_destroy(pool);
    return good;
}

int main(void) {
    cw_error err = {0};
    char folder[] = "/tmp/crosswatch-bench-XXXXXX", log[64], plan[64], command[1024];
    if (mkdtemp(folder) == NULL) return 3;
    snprintf(log, sizeof log, "%s/log.nmea", folder);
    snprintf(plan, sizeof plan, "%s/plan/plan.json", folder);
    snprintf(command, sizeof command, "%s plan %s -o %s/plan >%s/page", CROSSWATCH_COMMAND,
             CROSSWATCH_CASE, folder, folder);
    bool good = write_log(log) && bench_feed(log, 1e9, "picture_take", &err)
                && bench_feed(log, 10.0, "picture_take_and_look", &err) && system(command) == 0
                && bench_edits(plan, &err);
    snprintf(command, sizeof command, "rm -r %s", folder);
    (void)!system(command);
    if (!good) fprintf(stderr, "%s\n", err.message);
    return good ? 0 : 3;
}
