/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many AIS sentences a second does one core take in? A log is read into memory and fed again
 * and again, as a receiver would feed it, in pieces of 64 KiB: once decoded only (every field of
 * every message), once to JSON lines that are written to /dev/null. Where Debian's gpsdecode is
 * installed it reads the same log as often, in the same run. libais has no command to compare with.
 *
 *   bench_ais [LOG [ROUNDS [REPEATS]]]
 *
 * Without LOG: the real log of ../shared where that is there, else messages of all types.
 * Prints sentences a second, in millions: minimum, median, maximum of the repeats, and the memory
 * that the process came to hold.
 */
#include "picture/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define REAL_LOG  CROSSWATCH_SOURCE "/../shared/data/ais/gweatherrouting_cagliari_20260323.nmea"
#define ALL_TYPES CROSSWATCH_SOURCE "/fuzz/corpus_ais/all_types.nmea"

enum { PIECE = 65536, OUT = 1 << 18, MOST_REPEATS = 99 };

typedef struct job {
    char *log;
    size_t length, rounds;
    FILE *null;
    cw_ais_json *json;
    char *out;
    size_t used;
    uint64_t sum; /* so that nothing is left out as useless */
} job;

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void to_json(void *context, const cw_ais_message *message) {
    job *j = context;
    if (j->used + CW_AIS_JSON_ROOM > OUT) {
        fwrite(j->out, 1, j->used, j->null);
        j->used = 0;
    }
    j->used += cw_ais_json_line(j->json, message, j->out + j->used);
}

static void decode_only(void *context, const cw_ais_message *message) {
    item items[MOST_ITEMS];
    job *j = context;
    size_t count = decode(message, items);
    if (count > 0) j->sum += (uint64_t)items[count - 1].value;
}

/* Sentences a second; 0: failed. */
static double read_log(job *j, cw_ais_sink sink) {
    cw_error err = {0};
    uint64_t sentences = 0;
    cw_ais_reader *reader = cw_ais_reader_create(sink, j, &err);
    if (reader == NULL) return 0.0;
    double begin = now_s();
    for (size_t round = 0; round < j->rounds; round++) {
        for (size_t at = 0; at < j->length; at += PIECE) {
            size_t n = j->length - at < PIECE ? j->length - at : PIECE;
            if (!cw_ais_reader_feed(reader, 0, j->log + at, n, &err)) return 0.0;
        }
    }
    cw_ais_reader_finish(reader);
    fwrite(j->out, 1, j->used, j->null);
    j->used = 0;
    double seconds = now_s() - begin;
    cw_ais_counts counts = cw_ais_reader_counts(reader);
    for (int fate = 0; fate < CW_AIS_FATES; fate++) {
        if (fate != CW_AIS_BLANK && fate != CW_AIS_COMMENT) sentences += counts.pieces[fate];
    }
    cw_ais_reader_destroy(reader);
    return (double)sentences / seconds;
}

/* The peer, with the log written `rounds` times over into its standard input. */
static double read_by_gpsdecode(job *j) {
    size_t sentences = 0;
    for (size_t i = 0; i < j->length; i++) sentences += j->log[i] == '\n';
    if (system("command -v gpsdecode >/dev/null 2>&1") != 0) return 0.0;
    double begin = now_s();
    FILE *peer = popen("gpsdecode >/dev/null 2>&1", "w");
    if (peer == NULL) return 0.0;
    for (size_t round = 0; round < j->rounds; round++) fwrite(j->log, 1, j->length, peer);
    if (pclose(peer) != 0) return 0.0;
    return (double)(sentences * j->rounds) / (now_s() - begin);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_rates(const char *name, double *rates, size_t count) {
    qsort(rates, count, sizeof *rates, by_size);
    printf("%s %.3f %.3f %.3f million sentences/s\n", name, 1e-6 * rates[0],
           1e-6 * rates[count / 2], 1e-6 * rates[count - 1]);
}

static bool load(job *j, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    j->log = size > 0 ? malloc((size_t)size) : NULL;
    if (j->log != NULL) j->length = fread(j->log, 1, (size_t)size, file);
    fclose(file);
    return j->length > 0;
}

int main(int count, char **words) {
    cw_error err = {0};
    double rates[MOST_REPEATS];
    job j = {.null = fopen("/dev/null", "wb"), .out = malloc(OUT)};
    const char *path = count > 1 ? words[1] : access(REAL_LOG, R_OK) == 0 ? REAL_LOG : ALL_TYPES;
    if (j.null == NULL || j.out == NULL || !load(&j, path)) {
        fprintf(stderr, "bench_ais: %s cannot be read\n", path);
        return 2;
    }
    j.json = cw_ais_json_create("bench", true, &err);
    long rounds = count > 2 ? atol(words[2]) : 200, repeats = count > 3 ? atol(words[3]) : 5;
    j.rounds = rounds > 0 ? (size_t)rounds : 1;
    size_t times = repeats > 0 && repeats <= MOST_REPEATS ? (size_t)repeats : 5;
    for (size_t i = 0; i < times; i++) rates[i] = read_log(&j, decode_only);
    print_rates("ais_decode", rates, times);
    for (size_t i = 0; i < times; i++) rates[i] = read_log(&j, to_json);
    print_rates("ais_json", rates, times);
    rates[0] = read_by_gpsdecode(&j);
    if (rates[0] > 0.0) print_rates("gpsdecode_json", rates, 1);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("ais_memory %.1f MB\n", (double)usage.ru_maxrss / 1024.0);
    cw_ais_json_destroy(j.json);
    fclose(j.null);
    free(j.out);
    free(j.log);
    return 0;
}
