/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the record costs: 100,000 events sealed, appended (each batch on the disk before the next),
 * verified, loaded, put in order; one event at a time; a bundle out and in. Prints one line a case:
 * name, size, value, unit. With an argument, that is the store's address (postgresql:...), which
 * must be fresh; otherwise an SQLite file under the temporary directory.
 */
#include <crosswatch/record.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 100000, SINGLE = 200 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void line(const char *name, size_t size, double value, const char *unit) {
    printf("%-44s %9zu %8.3g %s\n", name, size, value, unit);
}

static void must(bool done, const cw_error *err) {
    if (done) return;
    fprintf(stderr, "bench_record: %s\n", err->message);
    exit(3);
}

/* A report as they come: some 150 bytes of text, a body, a caller's number; two in three shared. */
static const cw_event *sealed(size_t n, cw_arena *arena, cw_error *err) {
    char source[256], body[160], caller[32];
    const char *incident = "mig-07", *with = "gris-nez";
    int a =
        snprintf(source, sizeof source,
                 "call %zu 24/11 03:%02zu: engine stopped, water coming in, about 30 of us, "
                 "children, position sent by message 51 08.2N 001 41.%zuE, cannot hear you well",
                 n, n % 60, n % 10);
    int b =
        snprintf(body, sizeof body, "{\"aboard\":%zu,\"latitude\":51.%zu,\"text\":\"report %zu\"}",
                 20 + n % 20, 1000 + n % 1000, n);
    int c = snprintf(caller, sizeof caller, "+44 7700 %06zu", n);
    const cw_part_draft parts[] = {{"source", source, (size_t)a, true},
                                   {"body", body, (size_t)b, true},
                                   {"caller", caller, (size_t)c, false}};
    cw_event_draft draft = {.centre = "dover",
                            .person = "watch officer",
                            .observed = (cw_time)n,
                            .received = (cw_time)n,
                            .recorded = (cw_time)n + 1000,
                            .kind = "report",
                            .incidents = &incident,
                            .incident_count = 1,
                            .shared_with = &with,
                            .shared_count = n % 3 == 2 ? 0 : 1,
                            .parts = parts,
                            .part_count = 3};
    const cw_event *event = cw_event_seal(&draft, arena, err);
    must(event != NULL, err);
    return event;
}

static void append(cw_store *store, const cw_event *const *events, size_t count, size_t batch,
                   cw_error *err) {
    double start = now_s();
    for (size_t n = 0; n < count; n += batch)
        must(cw_store_append(store, events + n, count - n < batch ? count - n : batch, NULL, err),
             err);
    char name[64];
    snprintf(name, sizeof name, "append, %zu a batch, durable", batch);
    line(name, count, (double)count / (now_s() - start), "events/s");
}

static void verify(cw_store *store, cw_error *err) {
    static cw_verdict verdict;
    for (int i = 0; i < 3; i++) {
        double start = now_s();
        must(cw_store_verify(store, &verdict, err), err);
        line("verify, everything", (size_t)verdict.entries, now_s() - start, "s");
        if (verdict.fault_count != 0) exit(1);
    }
}

static void load(cw_store *store, cw_error *err) {
    cw_event_log *log = cw_event_log_create(err);
    double start = now_s();
    must(log != NULL && cw_store_load(store, 0, log, err), err);
    size_t count = cw_event_log_count(log);
    line("load into memory", count, now_s() - start, "s");
    const cw_event **order = cw_alloc_array(count, sizeof *order);
    start = now_s();
    must(order != NULL && cw_event_log_order(log, order, err), err);
    line("order of the fold", count, now_s() - start, "s");
    free(order);
    cw_event_log_destroy(log);
}

static void bundle(cw_store *store, const cw_secret_key *key, const cw_secret_key *partner,
                   const char *folder, cw_error *err) {
    static const cw_release_rule any = {NULL, NULL, NULL};
    char path[256];
    cw_text bytes = {0};
    cw_bundle about;
    double start = now_s();
    must(cw_store_trust(store, cw_secret_key_public(partner), err)
             && cw_bundle_export(store, key, "gris-nez", 0, &any, 1, 0, &bytes, &about, err),
         err);
    line("bundle, export", (size_t)about.count, now_s() - start, "s");
    line("bundle, size", (size_t)about.count, (double)bytes.length / 1e6, "MB");
    snprintf(path, sizeof path, "%s/partner", folder);
    cw_store *other = cw_store_create(path, cw_secret_key_public(partner), err);
    must(other != NULL && cw_store_trust(other, cw_secret_key_public(key), err), err);
    start = now_s();
    must(cw_bundle_import(other, bytes.data, bytes.length, &about, err), err);
    line("bundle, import", (size_t)about.added, now_s() - start, "s");
    cw_store_close(other);
    cw_text_free(&bytes);
}

static cw_secret_key *fresh_key(const char *folder, const char *centre, cw_error *err) {
    char path[256];
    cw_public_key key;
    snprintf(path, sizeof path, "%s/%s.key", folder, centre);
    must(cw_secret_key_create(path, centre, &key, err), err);
    cw_secret_key *secret = cw_secret_key_load(path, err);
    must(secret != NULL, err);
    return secret;
}

int main(int argc, char **argv) {
    char folder[] = "/var/tmp/crosswatch-bench-XXXXXX", path[256], command[300]; /* a real disk */
    cw_error err = {0};
    cw_arena *arena = cw_arena_create();
    const cw_event **events = cw_alloc_array(EVENTS + SINGLE, sizeof *events);
    if (mkdtemp(folder) == NULL || arena == NULL || events == NULL) return 3;
    cw_secret_key *key = fresh_key(folder, "dover", &err),
                  *partner = fresh_key(folder, "gris-nez", &err);
    double start = now_s();
    for (size_t n = 0; n < EVENTS + SINGLE; n++) events[n] = sealed(n, arena, &err);
    line("seal", EVENTS, EVENTS / (now_s() - start), "events/s");
    snprintf(path, sizeof path, "%s/record", folder);
    cw_store *store = cw_store_create(argc > 1 ? argv[1] : path, cw_secret_key_public(key), &err);
    must(store != NULL, &err);
    append(store, events, EVENTS / 10, 100, &err);
    append(store, events + EVENTS / 10, EVENTS - EVENTS / 10, 1000, &err);
    verify(store, &err);
    load(store, &err);
    bundle(store, key, partner, folder, &err);
    append(store, events + EVENTS, SINGLE, 1, &err);
    cw_store_close(store);
    cw_secret_key_destroy(key);
    cw_secret_key_destroy(partner);
    cw_arena_destroy(arena);
    free(events);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 3;
}
