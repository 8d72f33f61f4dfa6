/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From lines to messages: forms of sentences met in real logs, and messages of several sentences
 * under loss, mixing and reordering. The cases are those with which existing decoders were
 * compared; none of them got all right. A message glued from two ships is the worst outcome, a lost
 * one comes next.
 */
#include "sending.h"

#include <crosswatch/base.h>

static heard got;

/* A type 5 of a ship, as two sentences. */
typedef struct voyage {
    char part[2][160];
} voyage;

static voyage voyage_of(uint32_t mmsi, const char *name, const char *destination, int sequence,
                        char channel) {
    voyage v;
    char payload[128];
    unsigned fill;
    sent s = sent_head(5, mmsi);
    sent_put(&s, 2, 0);
    sent_put(&s, 30, 9134270);
    sent_text(&s, "CALL", 7);
    sent_text(&s, name, 20);
    sent_put(&s, 70, 0);
    sent_text(&s, destination, 20);
    sent_put(&s, 2, 0);
    assert_int_equal(s.bits, 424);
    size_t length = sent_payload(&s, payload, &fill);
    sent_sentence(v.part[0], sizeof v.part[0], 2, 1, sequence, channel, payload, 60, 0);
    sent_sentence(v.part[1], sizeof v.part[1], 2, 2, sequence, channel, payload + 60, length - 60,
                  fill);
    return v;
}

static const char *single(uint32_t mmsi, char channel) {
    static char line[160];
    char payload[64];
    unsigned fill;
    sent s = sent_head(1, mmsi);
    sent_put(&s, 64, 0);
    sent_put(&s, 66, 0);
    size_t length = sent_payload(&s, payload, &fill);
    sent_sentence(line, sizeof line, 1, 1, -1, channel, payload, length, fill);
    return line;
}

static cw_ais_counts reads(const cw_text *log) {
    return heard_read(log->data, log->length, &got);
}

/* The n-th voyage that came out has this name and destination. */
static void assert_voyage(size_t n, const char *name, const char *destination) {
    for (size_t i = 0; i < got.count; i++) {
        cw_ais_static is;
        if (got.items[i].type != 5 || n-- > 0) continue;
        assert_true(cw_ais_static_read(&got.items[i], &is));
        assert_string_equal(is.name, name);
        assert_string_equal(is.destination, destination);
        return;
    }
    fail_msg("no voyage of %s", name);
}

static size_t voyages(void) {
    size_t n = 0;
    for (size_t i = 0; i < got.count; i++) n += got.items[i].type == 5;
    return n;
}

/* ---- forms of a sentence ---------------------------------------------------------------------
 */

#define PLAIN "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"

static const struct {
    const char *line;
    cw_ais_fate fate;
} forms[] = {
    {PLAIN, CW_AIS_DECODED},
    {PLAIN "\r", CW_AIS_DECODED},
    {"  " PLAIN, CW_AIS_DECODED},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4a", CW_AIS_DECODED},
    {"1330000000 " PLAIN, CW_AIS_DECODED},
    {"2012-02-23 12:26:40,\t" PLAIN, CW_AIS_DECODED},
    {PLAIN ",1328182324603", CW_AIS_DECODED},
    {PLAIN ",d-103,T39.44353985,x147521,r08TPHI1,1242958962", CW_AIS_DECODED},
    {PLAIN "\\x0d\\x0a", CW_AIS_DECODED},
    {"!BSVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*43", CW_AIS_DECODED},
    {"!AIVDO,1,1,,,15RTgt0PAso;90TKcjM8h6g208CQ,0*09", CW_AIS_DECODED},
    {"$AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A", CW_AIS_DECODED},
    {"!AIVDM,1,1,,1,15RTgt0PAso;90TKcjM8h6g208CQ,0*3A", CW_AIS_DECODED},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B", CW_AIS_BAD_CHECKSUM},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0", CW_AIS_NO_CHECKSUM},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4", CW_AIS_NO_CHECKSUM},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90", CW_AIS_NO_CHECKSUM},
    {"!AIVDM,1,2,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*49", CW_AIS_MALFORMED},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,6*4C", CW_AIS_MALFORMED},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CX,0*43", CW_AIS_BAD_CHARACTER},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g2,0*58", CW_AIS_BAD_LENGTH},
    {"!AIVDM,1,1,,A,00000000000000000000000000000,0*14", CW_AIS_BAD_TYPE},
    {"!AIVDM,1,1,,A,l0000000000000000000000000000,0*48", CW_AIS_BAD_TYPE},
    {"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A", CW_AIS_OTHER},
    {"!AIABM,1,1,0,000000000,0,14,x*70", CW_AIS_OTHER},
    {"# a comment with !AIVDM,1,1,,A,x,0*00", CW_AIS_COMMENT},
    {"", CW_AIS_BLANK},
    {" \t", CW_AIS_BLANK},
    {"hello!", CW_AIS_NO_SENTENCE},
};

static unsigned checksum_of(const char *text) {
    unsigned sum = 0;
    for (const char *c = strpbrk(text, "!$") + 1; *c != '*'; c++) sum ^= (unsigned char)*c;
    return sum;
}

static void test_forms(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char line[256], star[4];
        snprintf(line, sizeof line, "%s\n", forms[i].line);
        char *at = strchr(line, '*');
        bool needs_sum = at != NULL && forms[i].fate != CW_AIS_BAD_CHECKSUM
                         && forms[i].fate != CW_AIS_NO_CHECKSUM && line[0] != '#' && at[2] != 'a';
        if (needs_sum) { /* the right one, whatever stands in the table */
            snprintf(star, sizeof star, "%02X", checksum_of(line));
            memcpy(at + 1, star, 2);
        }
        cw_ais_counts counts = heard_read(line, strlen(line), &got);
        if (counts.pieces[forms[i].fate] != 1 || counts.bytes[forms[i].fate] != strlen(line))
            fail_msg("\"%s\" is not %s", forms[i].line, cw_ais_fate_name(forms[i].fate));
        assert_int_equal(got.count, forms[i].fate == CW_AIS_DECODED);
    }
}

static void test_two_on_a_line(void **state) {
    (void)state;
    static const char both[] = PLAIN PLAIN "\n", cut[] = "!AIVDM,1,1,,A,15RTgt0PA" PLAIN "\n";
    cw_ais_counts counts = heard_read(both, strlen(both), &got);
    assert_int_equal(got.count, 2);
    assert_int_equal(counts.bytes[CW_AIS_DECODED], strlen(both));
    counts = heard_read(cut, strlen(cut), &got); /* a line end was lost, and half a sentence */
    assert_int_equal(got.count, 1);
    assert_int_equal(counts.pieces[CW_AIS_NO_CHECKSUM], 1);
    assert_int_equal(counts.bytes[CW_AIS_NO_CHECKSUM], strlen("!AIVDM,1,1,,A,15RTgt0PA"));
}

/* Cut anywhere, the same messages come out. */
static void test_cut_anywhere(void **state) {
    (void)state;
    voyage v = voyage_of(211000001, "ALPHA", "CALAIS", 3, 'A');
    cw_text log = {0};
    cw_text_add(&log, "# begin\r\n%s\r\n%s\r\n\\s:rx,c:1577762601*%02X\\" PLAIN "\r\n%s\n",
                v.part[0], single(211000002, 'B'), 0x27, v.part[1]);
    cw_ais_counts whole = reads(&log);
    for (size_t piece = 1; piece < 40; piece++) {
        cw_ais_reader *reader = cw_ais_reader_create(heard_take, &got, NULL);
        got.count = 0;
        for (size_t at = 0; at < log.length; at += piece) {
            size_t n = log.length - at < piece ? log.length - at : piece;
            assert_true(cw_ais_reader_feed(reader, 0, log.data + at, n, NULL));
            cw_ais_counts counts = cw_ais_reader_counts(reader);
            heard_books_balance(&counts);
        }
        cw_ais_reader_finish(reader);
        cw_ais_counts counts = cw_ais_reader_counts(reader);
        assert_memory_equal(&counts, &whole, sizeof whole);
        cw_ais_reader_destroy(reader);
    }
    cw_text_free(&log);
}

/* ---- where and when --------------------------------------------------------------------------
 */

static const cw_ais_message *only(const char *line) {
    heard_read(line, strlen(line), &got);
    if (got.count != 1) fail_msg("%zu messages from %s", got.count, line);
    return &got.items[0];
}

static char *tagged(const char *fields, const char *rest) {
    static char line[512];
    unsigned sum = 0;
    for (const char *c = fields; *c != '\0'; c++) sum ^= (unsigned char)*c;
    snprintf(line, sizeof line, "\\%s*%02X\\%s\n", fields, sum, rest);
    return line;
}

static void test_times(void **state) {
    (void)state;
    assert_int_equal(only(PLAIN "\n")->received, CW_AIS_NO_TIME);
    const cw_ais_message *m = only(tagged("s:2573345,c:1577762601", PLAIN));
    assert_string_equal(m->station, "2573345");
    assert_int_equal(m->received, INT64_C(1577762601000));
    assert_int_equal(only(tagged("c:1577762601250,s:x", PLAIN))->received, INT64_C(1577762601250));
    assert_int_equal(only("1330000000.5 " PLAIN "\n")->received, INT64_C(1330000000500));
    cw_time time;
    assert_true(cw_time_parse("2012-02-23T12:26:40Z", &time, NULL));
    assert_int_equal(only("2012-02-23 12:26:40," PLAIN "\n")->received, time);
    assert_int_equal(only("2012-02-23T13:26:40+01:00 " PLAIN "\n")->received, time);
    assert_int_equal(only(PLAIN ",1328182324603\n")->received, INT64_C(1328182324603));
    m = only(PLAIN ",s28089,d-103,T39.44353985,x147521,r08TPHI1,1242958962\n");
    assert_int_equal(m->received, INT64_C(1242958962000));
    assert_string_equal(m->station, "r08TPHI1");
    /* the Danish network: the time in a sentence before */
    char clock[128] = "$PGHP,1,2010,6,11,11,46,11,874,276,0,,1,55", both[256];
    sent_close(clock);
    snprintf(both, sizeof both, "%s\n" PLAIN "\n", clock);
    m = only(both);
    assert_true(cw_time_parse("2010-06-11T11:46:11.874Z", &time, NULL));
    assert_int_equal(m->received, time);
}

/* A tag block with a wrong checksum tells nothing; its sentence has its own checksum. */
static void test_damaged_tag(void **state) {
    (void)state;
    const char *line = "\\s:2573345,c:1577762601*00\\" PLAIN "\n";
    cw_ais_counts counts = heard_read(line, strlen(line), &got);
    assert_int_equal(got.count, 1);
    assert_int_equal(counts.tags_refused, 1);
    assert_int_equal(got.items[0].received, CW_AIS_NO_TIME);
    assert_string_equal(got.items[0].station, "");
}

/* ---- messages of several sentences -----------------------------------------------------------
 */

static void test_together(void **state) {
    (void)state;
    cw_text log = {0};
    voyage p = voyage_of(211000001, "ALPHA", "CALAIS", 1, 'A');
    voyage q = voyage_of(211000002, "BRAVO", "DOVER", 2, 'A');
    voyage other = voyage_of(211000003, "CHARLIE", "DUNKERQUE", 1, 'B');
    voyage none = voyage_of(211000004, "DELTA", "OSTENDE", -1, 'A');
    cw_text_add(&log, "%s\n%s\n", p.part[0], p.part[1]);                     /* in order */
    cw_text_add(&log, "%s\n%s\n", q.part[1], q.part[0]);                     /* reversed */
    cw_text_add(&log, "%s\n%s\n%s\n", p.part[0], single(1, 'A'), p.part[1]); /* one between */
    cw_text_add(&log, "%s\n%s\n%s\n%s\n", p.part[0], q.part[0], p.part[1], q.part[1]);
    cw_text_add(&log, "%s\n%s\n%s\n%s\n", p.part[0], other.part[0], p.part[1], other.part[1]);
    cw_text_add(&log, "%s\n%s\n", none.part[0], none.part[1]); /* no sequence digit */
    cw_ais_counts counts = reads(&log);
    static const char *const names[] = {"ALPHA", "BRAVO", "ALPHA",   "ALPHA",
                                        "BRAVO", "ALPHA", "CHARLIE", "DELTA"};
    assert_int_equal(voyages(), 8);
    for (size_t i = 0; i < 8; i++) {
        cw_ais_static is;
        size_t k = 0, seen = 0;
        while (got.items[k].type != 5 || seen++ < i) k++;
        assert_true(cw_ais_static_read(&got.items[k], &is));
        assert_string_equal(is.name, names[i]);
    }
    assert_voyage(6, "CHARLIE", "DUNKERQUE");
    assert_int_equal(counts.pieces[CW_AIS_ORPHAN], 0);
    cw_text_free(&log);
}

/* What must not be joined: other sequence digits; the digit again, after both lost a part; another
 * station's; another stream's. */
static void test_apart(void **state) {
    (void)state;
    cw_text log = {0};
    voyage p = voyage_of(211000001, "ALPHA", "CALAIS", 1, 'A');
    voyage q = voyage_of(211000002, "BRAVO", "DOVER", 7, 'A');
    voyage same = voyage_of(211000003, "CHARLIE", "DUNKERQUE", 1, 'A');
    cw_text_add(&log, "%s\n%s\n", p.part[0], q.part[1]);
    cw_ais_counts counts = reads(&log);
    assert_int_equal(voyages(), 0);
    assert_int_equal(counts.pieces[CW_AIS_ORPHAN], 2);
    log.length = 0;
    cw_text_add(&log, "%s\n", p.part[0]);
    for (uint32_t i = 0; i < 50; i++) cw_text_add(&log, "%s\n", single(i, 'A'));
    cw_text_add(&log, "%s\n", same.part[1]);
    counts = reads(&log);
    assert_int_equal(voyages(), 0);
    assert_int_equal(counts.pieces[CW_AIS_ORPHAN], 2);
    assert_int_equal(counts.messages, 50);
    log.length = 0;
    cw_text_add(&log, "%s", tagged("s:one,c:1577762601", p.part[0]));
    cw_text_add(&log, "%s", tagged("s:two,c:1577762601", same.part[1]));
    assert_int_equal(reads(&log).messages, 0);
    cw_ais_reader *reader = cw_ais_reader_create(heard_take, &got, NULL);
    got.count = 0;
    log.length = 0;
    cw_text_add(&log, "%s\n", p.part[0]);
    cw_ais_reader_feed(reader, 0, log.data, log.length, NULL);
    log.length = 0;
    cw_text_add(&log, "%s\n", same.part[1]);
    cw_ais_reader_feed(reader, 1, log.data, log.length, NULL);
    assert_int_equal(got.count, 0);
    cw_ais_reader_destroy(reader);
    cw_text_free(&log);
}

/* With times, time decides: 3 s apart belongs together whatever came between, 5 s does not. A clock
 * that jumps back an hour parts them too. */
static void test_times_decide(void **state) {
    (void)state;
    static const struct {
        int64_t later_s;
        size_t joined;
    } cases[] = {{0, 1}, {3, 1}, {5, 0}, {-3600, 0}, {86400 * 365, 0}};
    voyage p = voyage_of(211000001, "ALPHA", "CALAIS", 1, 'A');
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char tag[64];
        cw_text log = {0};
        cw_text_add(&log, "%s", tagged("s:rx,c:1577762601", p.part[0]));
        for (uint32_t k = 0; k < 100; k++)
            cw_text_add(&log, "%s", tagged("s:rx,c:1577762601", single(k, 'A')));
        snprintf(tag, sizeof tag, "s:rx,c:%lld", (long long)(1577762601 + cases[i].later_s));
        cw_text_add(&log, "%s", tagged(tag, p.part[1]));
        reads(&log);
        assert_int_equal(voyages(), cases[i].joined);
        cw_text_free(&log);
    }
}

/* A group of tag blocks: the second part has no station and no time, and need not. */
static void test_group(void **state) {
    (void)state;
    voyage p = voyage_of(211000001, "ALPHA", "CALAIS", 1, 'A');
    voyage q = voyage_of(211000002, "BRAVO", "DOVER", 1, 'A');
    cw_text log = {0};
    cw_text_add(&log, "%s", tagged("g:1-2-73874,n:157036,s:r003669945,c:1241544035", p.part[0]));
    cw_text_add(&log, "%s", tagged("g:1-2-73875,n:157037,s:r003669945,c:1241544035", q.part[0]));
    cw_text_add(&log, "%s", tagged("g:2-2-73875,n:157038", q.part[1]));
    cw_text_add(&log, "%s", tagged("g:2-2-73874,n:157039", p.part[1]));
    reads(&log);
    assert_int_equal(voyages(), 2);
    assert_voyage(0, "BRAVO", "DOVER");
    assert_voyage(1, "ALPHA", "CALAIS");
    assert_int_equal(got.items[1].received, INT64_C(1241544035000));
    assert_string_equal(got.items[1].station, "r003669945");
    cw_text_free(&log);
}

/* The real log: of its 2,681 position reports none is lost; its two base stations say when it was
 * recorded. (What it holds: shared/data/ais/README.md.) */
static void test_real_log(void **state) {
    (void)state;
    char path[1024];
    FILE *file =
        fopen(support_shared("data/ais/gweatherrouting_cagliari_20260323.nmea", path), "rb");
    assert_non_null(file);
    static char log[1 << 20];
    size_t length = fread(log, 1, sizeof log, file);
    fclose(file);
    cw_ais_counts counts = heard_read(log, length, &got);
    assert_int_equal(counts.by_type[1] + counts.by_type[2] + counts.by_type[3] + counts.by_type[18],
                     2681);
    assert_int_equal(counts.by_type[4], 749);
    assert_int_equal(counts.pieces[CW_AIS_ORPHAN],
                     217); /* part 2 of messages whose part 1 is not there */
    cw_time first = INT64_MAX, time;
    for (size_t i = 0; i < sizeof got.items / sizeof got.items[0]; i++) {
        if (cw_ais_time_read(&got.items[i], &time) && time < first) first = time;
    }
    cw_time begin;
    assert_true(cw_time_parse("2026-03-25T04:40:10Z", &begin, NULL));
    assert_int_equal(first, begin);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),        cmocka_unit_test(test_two_on_a_line),
        cmocka_unit_test(test_cut_anywhere), cmocka_unit_test(test_times),
        cmocka_unit_test(test_damaged_tag),  cmocka_unit_test(test_together),
        cmocka_unit_test(test_apart),        cmocka_unit_test(test_times_decide),
        cmocka_unit_test(test_group),        cmocka_unit_test(test_real_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
