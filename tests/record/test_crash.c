/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The power of the last word: a centre's program is ended at its n-th operation on the disk, for
 * every n, by a kill in the middle of a write or by a loss of power: while it appends, while it
 * appends batches, while the write-ahead log is carried over into the database, at the close and
 * before. What was acknowledged is there, the rest is cleanly absent, and verification has nothing
 * to say.
 */
#include "crash.h"

enum { A_RUN = 4, LEAST_POINTS = 1000, STEP_UNDER_SANITIZERS = 8 };

typedef struct tally {
    size_t points[DISK_PARTS]; /* ends, by the file that was written to */
    size_t kept_more;          /* on the disk, but the word of it did not get out */
} tally;

static size_t all_points(const tally *t) {
    return t->points[DISK_MAIN] + t->points[DISK_WAL] + t->points[DISK_OTHER];
}

static void print_tally(const tally *t, const char *what) {
    print_message("%s: ended at %zu operations (%zu on the database, %zu on its log, %zu others); "
                  "at %zu a batch was there unacknowledged\n",
                  what, all_points(t), t->points[DISK_MAIN], t->points[DISK_WAL],
                  t->points[DISK_OTHER], t->kept_more);
}

/* Both sides of the commit were met; with the few ends under sanitizers, by chance only. */
static void expect_both_sides(const tally *t) {
    assert_true(t->points[DISK_MAIN] > 0);
    assert_true(t->kept_more > 0 || is_slow());
}

/* One end; whether the program got to its own. */
static bool end_once(task t, tally *sum) {
    char path[1200];
    int status = 0;
    fresh("ended.db", path);
    t.path = path;
    size_t told = t.first + t.batch * run_task(t, &status), there = look(path);
    if (there != told && there != told + t.batch)
        fail_msg("ended at operation %ld: %zu acknowledged, %zu there", t.left, told, there);
    if (status == 0) {
        assert_int_equal(there, t.last);
        return true;
    }
    assert_in_range(status, DISK_STATUS, DISK_STATUS + DISK_PARTS - 1);
    sum->points[status - DISK_STATUS]++;
    sum->kept_more += there > told;
    return false;
}

/* A loss of power is tried several times at each operation: chance decides what it leaves. */
static void end_at_every(task t, long start, long step, tally *sum) {
    enum { CHANCES = 4 };
    int times = t.how == DISK_POWER_LOST ? CHANCES : 1;
    bool finished = false;
    for (t.left = start; !finished; t.left += step) {
        for (int i = 0; i < times; i++, t.chance++) finished = end_once(t, sum);
    }
}

/* ---- */

/* A few events upon a record of none, four, eight, ..., and a clean close: every operation of it
 * all is an end once. */
static void killed_at_every_write(void **state) {
    (void)state;
    tally sum = {.kept_more = 0};
    size_t first = 0;
    long step = is_slow() ? STEP_UNDER_SANITIZERS : 1;
    for (; all_points(&sum) * (size_t)step < LEAST_POINTS; first += A_RUN) {
        task t = {.first = first, .last = first + A_RUN, .batch = 1, .closes = true};
        end_at_every(t, (long)(first / A_RUN) % step, step, &sum);
        grow_template(first, first + A_RUN);
    }
    print_tally(&sum, "killed");
    expect_both_sides(&sum);
    /* At each close some ten pages that changed go into the database, and its sync is one more. */
    assert_true(sum.points[DISK_MAIN] * (size_t)step > first / A_RUN * 8);
}

static void the_power_goes_at_every_write(void **state) {
    (void)state;
    tally sum = {.kept_more = 0};
    task t = {.first = 0, .last = A_RUN, .batch = 1, .closes = true, .how = DISK_POWER_LOST};
    end_at_every(t, 0, is_slow() ? 5 : 1, &sum);
    print_tally(&sum, "power lost");
    expect_both_sides(&sum);
}

/* All of a batch or none. */
static void a_batch_is_all_or_nothing(void **state) {
    (void)state;
    enum { A_BATCH = 16 };
    for (disk_end how = DISK_KILLED; how <= DISK_POWER_LOST; how++) {
        tally sum = {.kept_more = 0};
        task t = {.first = 0, .last = 3 * A_BATCH, .batch = A_BATCH, .closes = true, .how = how};
        end_at_every(t, 0, is_slow() ? 7 : 1, &sum);
        print_tally(&sum, how == DISK_KILLED ? "batches, killed" : "batches, power lost");
        expect_both_sides(&sum);
    }
}

/* ---- the log carried over while the program goes on ------------------------------------------ */

/* SQLite carries the log over by itself when it has a thousand frames (sqlite.org/wal.html,
 * "Automatic Checkpoint"); a frame is a page of 4096 bytes behind 24. */
enum { CARRIED_AT_FRAMES = 1000, FRAME_BYTES = 24 + 4096, NEARLY = 12, SURELY_LESS = 128 };

/* The record that trials begin with gets a log that is nearly long enough. */
static size_t lengthen_log(void) {
    char wal[1300];
    struct stat about = {0};
    task t = {.path = template_db, .last = SURELY_LESS, .batch = 1, .left = -1};
    wal_of(template_db, wal);
    do {
        int status = 0;
        assert_int_equal(run_task(t, &status), t.last - t.first);
        assert_int_equal(status, 0);
        assert_int_equal(stat(wal, &about), 0);
        t.first = t.last++;
    } while (about.st_size < (CARRIED_AT_FRAMES - NEARLY) * FRAME_BYTES);
    assert_true(about.st_size < CARRIED_AT_FRAMES * FRAME_BYTES);
    return t.first;
}

/* Then the next appends carry it over and begin it anew over its old frames. */
static void ended_while_the_log_is_carried_over(void **state) {
    (void)state;
    size_t first = lengthen_log();
    for (disk_end how = DISK_KILLED; how <= DISK_POWER_LOST; how++) {
        tally sum = {.kept_more = 0};
        task t = {.first = first, .last = first + A_RUN, .batch = 1, .how = how};
        end_at_every(t, 0, (is_slow() ? 5 : 1) * (how == DISK_KILLED ? 1 : 3), &sum);
        print_tally(&sum, how == DISK_KILLED ? "carried over, killed" : "carried over, power lost");
        assert_true(sum.points[DISK_MAIN] > 0); /* it never closes: these are the carrying over */
        assert_true(sum.kept_more > sum.points[DISK_MAIN] / 2); /* which follows the commit */
    }
}

/* ---- */

static int begin_anew(void **state) {
    (void)state;
    char path[1200];
    snprintf(path, sizeof path, "%s/empty.db", work);
    if (access(path, F_OK) != 0)
        copy_record(template_db, path);
    else
        copy_record(path, template_db);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(killed_at_every_write, begin_anew),
        cmocka_unit_test_setup(the_power_goes_at_every_write, begin_anew),
        cmocka_unit_test_setup(a_batch_is_all_or_nothing, begin_anew),
        cmocka_unit_test_setup(ended_while_the_log_is_carried_over, begin_anew),
    };
    return cmocka_run_group_tests(tests, crash_set_up, crash_tear_down);
}
