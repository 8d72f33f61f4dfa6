/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log of thousands of events, tampered with at random places (seeded): a byte flipped, an entry
 * dropped, exchanged, moved, doubled, truncated, a leaf, a head, a signature changed. Each is found
 * by verification, and told at its place, in a few faults. That every place of a small log is seen
 * stands in store_cases.h.
 */
#include "tamper.h"

enum { BATCH = 100, A_CHECKPOINT = 1000 };
enum { A_FEW = 5 }; /* the entry, its leaf, its place among those released, a head, a checkpoint */

static size_t entries, trials; /* fewer under sanitizers */
static char large[1200];       /* loosened */

/* ---- the log ----------------------------------------------------------------------------------
 */

static void append_batches(cw_store *store, size_t first, size_t last) {
    const cw_event *events[BATCH];
    cw_error err = {0};
    for (size_t n = first; n < last; n += BATCH) {
        cw_arena *own = cw_arena_create();
        for (size_t i = 0; i < BATCH; i++)
            events[i] = made_event("dover", (n + i) % 3 == 2 ? NULL : "gris-nez", n + i, own);
        if (!cw_store_append(store, events, BATCH, NULL, &err)) fail_msg("%s", err.message);
        cw_arena_destroy(own);
    }
}

static int set_up(void **state) {
    if (tamper_set_up(state) != 0) return 1;
    entries = is_slow() ? 2000 : 5000;
    trials = is_slow() ? 2 : 6;
    cw_store *store = must_create(DOVER, large);
    for (size_t n = 0; n < entries; n += A_CHECKPOINT) {
        append_batches(store, n, n + A_CHECKPOINT);
        cw_text note = checkpoint_of(store, DOVER, made_time(n));
        cw_text_free(&note);
    }
    cw_store_close(store);
    sqlite3 *db = open_past_the_store(large);
    loosen(db);
    sqlite3_close(db);
    return 0;
}

/* ---- what is done to it ------------------------------------------------------------------------
 */

typedef struct want {
    cw_fault_kind kind;
    const char *log;
    uint64_t number;
} want;

typedef want (*tampering)(sqlite3 *db, uint64_t *random);

static uint64_t below(uint64_t *random, uint64_t limit) {
    return disk_random(random) % limit;
}

/* Two entries, the first before the second. */
static void draw_two(uint64_t *random, uint64_t *a, uint64_t *b) {
    *a = below(random, entries - 1);
    *b = *a + 1 + below(random, entries - *a - 1);
}

/* One bit of a random byte of a column. */
static void flip(sqlite3 *db, const char *table, const char *column, uint64_t row,
                 uint64_t *random) {
    sqlite3_blob *blob;
    uint8_t byte;
    if (sqlite3_blob_open(db, "main", table, column, (sqlite3_int64)row + 1, 1, &blob) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    int at = (int)below(random, (uint64_t)sqlite3_blob_bytes(blob));
    assert_int_equal(sqlite3_blob_read(blob, &byte, 1, at), SQLITE_OK);
    byte = (uint8_t)(byte ^ 1U << below(random, 8));
    assert_int_equal(sqlite3_blob_write(blob, &byte, 1, at), SQLITE_OK);
    sqlite3_blob_close(blob);
}

static want flipped_byte(sqlite3 *db, uint64_t *random) {
    uint64_t seq = below(random, entries);
    flip(db, "event", "bytes", seq, random);
    return (want){CW_FAULT_ENTRY_DAMAGED, "", seq};
}

static want flipped_identifier(sqlite3 *db, uint64_t *random) {
    uint64_t seq = below(random, entries);
    flip(db, "event", "id", seq, random);
    return (want){CW_FAULT_ENTRY_DAMAGED, "", seq};
}

static want truncated(sqlite3 *db, uint64_t *random) {
    uint64_t seq = below(random, entries);
    change(db,
           "UPDATE event SET bytes = substr(bytes, 1, length(bytes) * ?1 / 1000) WHERE seq = ?2",
           below(random, 1000), seq);
    return (want){CW_FAULT_ENTRY_DAMAGED, "", seq};
}

static want dropped(sqlite3 *db, uint64_t *random) {
    uint64_t seq = below(random, entries);
    change(db, "DELETE FROM event WHERE seq = ?1", seq, 0);
    if (seq == entries - 1) return (want){CW_FAULT_TAIL_MISSING, "", entries};
    return (want){CW_FAULT_ENTRY_MISSING, "", seq};
}

/* The first head that an entry counts in. */
static uint64_t head_over(uint64_t seq) {
    return (seq / BATCH + 1) * BATCH;
}

/* And those behind it close the gap. */
static want dropped_and_closed(sqlite3 *db, uint64_t *random) {
    uint64_t seq = below(random, entries);
    change(db, "DELETE FROM event WHERE seq = ?1; UPDATE event SET seq = seq - 1 WHERE seq > ?1",
           seq, 0);
    if (head_over(seq) == entries) return (want){CW_FAULT_TAIL_MISSING, "", entries};
    return (want){CW_FAULT_HEAD_DIFFERS, "", head_over(seq)};
}

static want exchanged(sqlite3 *db, uint64_t *random) {
    uint64_t a, b;
    draw_two(random, &a, &b);
    change(db, "UPDATE event SET seq = ?1 + ?2 - seq WHERE seq IN (?1, ?2)", a, b);
    return (want){CW_FAULT_HEAD_DIFFERS, "", head_over(a)};
}

static want moved(sqlite3 *db, uint64_t *random) {
    uint64_t a, b;
    draw_two(random, &a, &b);
    change(db,
           "UPDATE event SET seq = CASE seq WHEN ?1 THEN ?2 ELSE seq - 1 END"
           " WHERE seq BETWEEN ?1 AND ?2",
           a, b);
    return (want){CW_FAULT_HEAD_DIFFERS, "", head_over(a)};
}

static want doubled_at_the_end(sqlite3 *db, uint64_t *random) {
    change(db, "INSERT INTO event SELECT ?1, id, bytes FROM event WHERE seq = ?2", entries,
           below(random, entries));
    return (want){CW_FAULT_ENTRY_DOUBLED, "", entries};
}

static want doubled_over_another(sqlite3 *db, uint64_t *random) {
    uint64_t a, b;
    draw_two(random, &a, &b);
    change(db,
           "UPDATE event SET (id, bytes) = (SELECT id, bytes FROM event WHERE seq = ?1)"
           " WHERE seq = ?2",
           a, b);
    return (want){CW_FAULT_ENTRY_DOUBLED, "", b};
}

/* Behind itself, and those behind it make room. */
static want doubled_in_place(sqlite3 *db, uint64_t *random) {
    uint64_t seq = below(random, entries);
    change(db,
           "UPDATE event SET seq = seq + 1 WHERE seq > ?1;"
           "INSERT INTO event SELECT seq + 1, id, bytes FROM event WHERE seq = ?1",
           seq, 0);
    return (want){CW_FAULT_ENTRY_DOUBLED, "", seq + 1};
}

static uint64_t released(void) {
    return entries - entries / 3; /* every third is private */
}

static want leaf_dropped(sqlite3 *db, uint64_t *random) {
    uint64_t at = below(random, released() - 1);
    change(db, "DELETE FROM leaf WHERE position = ?1", at, 0);
    return (want){CW_FAULT_LEAF, "dover", at};
}

static want leaves_exchanged(sqlite3 *db, uint64_t *random) {
    uint64_t a = below(random, released() - 1);
    change(db, "UPDATE leaf SET position = ?1 + ?2 - position WHERE position IN (?1, ?2)", a,
           a + 1);
    return (want){CW_FAULT_NOT_RELEASED, "dover", a / 2 * 3 + a % 2};
}

static want head_changed(sqlite3 *db, uint64_t *random) {
    uint64_t row = below(random, entries / BATCH); /* the journal's come first */
    flip(db, "head", "peaks", row, random);
    return (want){CW_FAULT_HEAD_DIFFERS, "", (row + 1) * BATCH};
}

static want note_changed(sqlite3 *db, uint64_t *random) {
    uint64_t number = below(random, entries / A_CHECKPOINT);
    flip(db, "checkpoint", "note", number, random);
    return (want){CW_FAULT_CHECKPOINT_FORGED, "dover", number};
}

static const struct {
    const char *name;
    tampering act;
} tamperings[] = {
    {"a flipped byte", flipped_byte},
    {"a flipped byte of an identifier", flipped_identifier},
    {"a truncated entry", truncated},
    {"a dropped entry", dropped},
    {"a dropped entry, the gap closed", dropped_and_closed},
    {"two entries exchanged", exchanged},
    {"an entry moved", moved},
    {"an entry doubled at the end", doubled_at_the_end},
    {"an entry doubled over another", doubled_over_another},
    {"an entry doubled in place", doubled_in_place},
    {"a dropped leaf", leaf_dropped},
    {"two leaves exchanged", leaves_exchanged},
    {"a changed head", head_changed},
    {"a changed note", note_changed},
};

static void random_tampering_is_found_at_its_place(void **state) {
    (void)state;
    uint64_t random = 20211124;
    char path[1200];
    cw_verdict verdict = verdict_at(large);
    assert_int_equal(verdict.fault_count, 0);
    assert_int_equal(verdict.entries, entries);
    assert_int_equal(verdict.released, released());
    place_make(path);
    for (size_t i = 0; i < sizeof tamperings / sizeof tamperings[0]; i++) {
        for (size_t trial = 0; trial < trials; trial++) {
            copy_closed(large, path);
            sqlite3 *db = open_past_the_store(path);
            const want w = tamperings[i].act(db, &random);
            sqlite3_close(db);
            verdict = verdict_at(path);
            expect_listed(&verdict, w.kind, w.log, w.number, tamperings[i].name);
            if (verdict.fault_count > A_FEW)
                fail_msg("%s: told in %zu faults", tamperings[i].name, verdict.fault_count);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_tampering_is_found_at_its_place),
    };
    return cmocka_run_group_tests(tests, set_up, stores_tear_down);
}
