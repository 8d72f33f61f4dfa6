/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The power goes, and of the write-ahead log only a part has reached the disk: its beginning, or a
 * beginning and then zeros, or all but a piece. Each frame of the log says whether it ends a
 * commit (sqlite.org/fileformat2.html, "WAL Frame Header Format": bytes 4 to 7 are not zero), and
 * here each commit is an event; so what must be there is known exactly: as many events as whole
 * commits stand before the first byte that is missing.
 */
#include "crash.h"

enum {
    EVENTS = 24,
    HEADER_BYTES = 32,
    FRAME_HEADER_BYTES = 24,
    COMMIT_AT = 4,
    CUTS_AT_RANDOM = 200
};

static char whole_db[1200];
static char *wal;
static size_t wal_bytes, frame_bytes, frames;

static uint32_t big_endian(const char *at) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) value = value << 8 | (uint8_t)at[i];
    return value;
}

static size_t end_of_frame(size_t k) {
    return HEADER_BYTES + (k + 1) * frame_bytes;
}

/* Commits in the whole frames of the first `length` bytes. */
static size_t commits_in(size_t length) {
    size_t count = 0;
    for (size_t k = 0; k < frames && end_of_frame(k) <= length; k++)
        count += big_endian(wal + end_of_frame(k) - frame_bytes + COMMIT_AT) != 0;
    return count;
}

static size_t look_with_log(const char *log, size_t length) {
    char path[1200], beside[1300];
    fresh("cut.db", path);
    copy_record(whole_db, path);
    wal_of(path, beside);
    put_file(beside, log, length);
    return look(path);
}

static void expect_events(const char *log, size_t length, size_t events, const char *what,
                          size_t at) {
    size_t there = look_with_log(log, length);
    if (there != events) fail_msg("%s at %zu: %zu events, wanted %zu", what, at, there, events);
}

/* The log of a program that ended without closing its record. */
static int write_the_log(void **state) {
    char beside[1300];
    int status;
    if (crash_set_up(state) != 0) return 1;
    fresh("whole.db", whole_db);
    const task t = {.path = whole_db, .last = EVENTS, .batch = 1, .left = -1};
    assert_int_equal(run_task(t, &status), EVENTS);
    assert_int_equal(status, 0);
    wal_of(whole_db, beside);
    wal = get_file(beside, &wal_bytes);
    assert_non_null(wal);
    frame_bytes = FRAME_HEADER_BYTES + big_endian(wal + 8); /* the size of a page */
    frames = (wal_bytes - HEADER_BYTES) / frame_bytes;
    assert_int_equal(wal_bytes, HEADER_BYTES + frames * frame_bytes);
    return 0;
}

static int forget_the_log(void **state) {
    free(wal);
    return crash_tear_down(state);
}

static void cut_at(size_t length) {
    expect_events(wal, length, commits_in(length), "cut", length);
}

static void a_cut_log_holds_the_commits_before_the_cut(void **state) {
    (void)state;
    size_t step = is_slow() ? 7 : 1;
    uint64_t random = 5;
    assert_int_equal(commits_in(wal_bytes), EVENTS); /* each event was a commit */
    for (size_t k = 0; k < frames; k += step) {
        cut_at(end_of_frame(k) - 1);
        cut_at(end_of_frame(k));
        cut_at(end_of_frame(k) + 1 <= wal_bytes ? end_of_frame(k) + 1 : wal_bytes);
    }
    for (size_t length = 0; length <= HEADER_BYTES + 1; length += step) cut_at(length);
    for (size_t i = 0; i < CUTS_AT_RANDOM / step; i++)
        cut_at(disk_random(&random) % (wal_bytes + 1));
    expect_events(wal, wal_bytes, EVENTS, "whole", wal_bytes);
    print_message("%zu frames, %d of them commits\n", frames, EVENTS);
}

/* The log has its length, but from `at` on zeros, or the bits of one byte are not what they were.
 */
static void a_torn_log_holds_the_commits_before_the_tear(void **state) {
    (void)state;
    size_t step = is_slow() ? 23 : 3;
    uint64_t random = 6;
    char *torn = malloc(wal_bytes);
    assert_non_null(torn);
    for (size_t k = 0; k < frames; k += step) {
        size_t begin = end_of_frame(k) - frame_bytes;
        memcpy(torn, wal, wal_bytes);
        memset(torn + begin, 0, frame_bytes); /* a piece that never came, and all after it did */
        expect_events(torn, wal_bytes, commits_in(begin), "a frame of zeros", k);
        memset(torn + begin, 0, wal_bytes - begin);
        expect_events(torn, wal_bytes, commits_in(begin), "zeros", k);
        memcpy(torn, wal, wal_bytes);
        size_t at = begin + disk_random(&random) % frame_bytes;
        torn[at] = (char)(torn[at] ^ 1 << disk_random(&random) % 8);
        expect_events(torn, wal_bytes, commits_in(begin), "a changed bit", at);
    }
    free(torn);
}

/* After any cut the centre goes on: those that are there are passed over, and all are there. */
static void writing_goes_on_after_a_cut(void **state) {
    (void)state;
    uint64_t random = 7;
    for (size_t i = 0; i < (is_slow() ? 4 : 20); i++) {
        char path[1200];
        int status;
        look_with_log(wal, disk_random(&random) % (wal_bytes + 1));
        snprintf(path, sizeof path, "%s/cut.db", work);
        const task t = {.path = path, .last = EVENTS, .batch = 1, .closes = i % 2 == 0, .left = -1};
        assert_int_equal(run_task(t, &status), EVENTS);
        assert_int_equal(look(path), EVENTS);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_log_holds_the_commits_before_the_cut),
        cmocka_unit_test(a_torn_log_holds_the_commits_before_the_tear),
        cmocka_unit_test(writing_goes_on_after_a_cut),
    };
    return cmocka_run_group_tests(tests, write_the_log, forget_the_log);
}
