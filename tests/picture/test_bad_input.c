/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Damaged and hostile bytes: never a crash, never more memory, and every byte accounted for. Each
 * test ends with the books: bytes in are the sum of the bytes by fate.
 */
#include "sending.h"

#include <sys/resource.h>

static void nothing(void *context, const cw_ais_message *message) {
    (void)message;
    ++*(size_t *)context;
}

static uint32_t drawn(uint32_t n, uint32_t below) {
    uint32_t bits[4];
    cw_random_bits((cw_draw){.seed = 4, .particle = n, .purpose = CW_DRAW_TEST}, bits);
    return (uint32_t)((uint64_t)bits[0] * below >> 32);
}

/* 2,000 sentences of all types, single and in parts. */
static cw_text log_of(void) {
    cw_text log = {0};
    for (uint32_t i = 0; i < 1500; i++) {
        unsigned type = 1 + i % 27;
        sent s = sent_head(type, 200000000 + i);
        static const uint16_t bits[28] = {0,  168, 168, 168, 168, 424, 400, 72,  500, 168,
                                          72, 168, 200, 72,  160, 88,  96,  200, 168, 312,
                                          72, 272, 168, 160, 160, 168, 200, 96};
        while (s.bits < bits[type]) sent_put(&s, 1, drawn(i * 1024 + s.bits, 2));
        if (type == 24) sent_put_at(&s, 38, 2, 0);
        if (type == 25 || type == 26) sent_put_at(&s, 38, 2, i & 3);
        sent_message(&log, &s, (int)(i % 10), i % 2 ? 'A' : 'B');
    }
    return log;
}

static cw_ais_counts feed(const char *bytes, size_t length, size_t *messages) {
    *messages = 0;
    cw_ais_reader *reader = cw_ais_reader_create(nothing, messages, NULL);
    assert_non_null(reader);
    for (size_t at = 0; at < length; at += 65536) {
        size_t n = length - at < 65536 ? length - at : 65536;
        assert_true(cw_ais_reader_feed(reader, 0, bytes + at, n, NULL));
    }
    cw_ais_reader_finish(reader);
    cw_ais_counts counts = cw_ais_reader_counts(reader);
    heard_books_balance(&counts);
    assert_int_equal(counts.bytes_waiting, 0);
    assert_int_equal(counts.messages, *messages);
    cw_ais_reader_destroy(reader);
    return counts;
}

/* One random bit in each sentence: an exclusive or finds every single bit. */
static void test_bit_flips(void **state) {
    (void)state;
    cw_text log = log_of();
    size_t messages, line = 0;
    uint32_t n = 0;
    for (size_t i = 0; i < log.length; i++) {
        if (log.data[i] != '\n') continue;
        size_t at = line + drawn(n++, (uint32_t)(i - line));
        log.data[at] = (char)(log.data[at] ^ (1 << drawn(n * 7919, 7)));
        line = i + 1;
    }
    cw_ais_counts counts = feed(log.data, log.length, &messages);
    /* Only the case of the checksum's letters can flip unseen; these seeded flips hit none. */
    assert_int_equal(messages, 0);
    assert_true(counts.pieces[CW_AIS_BAD_CHECKSUM] > n * 3 / 4);
    cw_text_free(&log);
}

static void test_truncation(void **state) {
    (void)state;
    cw_text log = log_of();
    size_t messages;
    for (size_t end = 0; end < 3000; end++) feed(log.data, end, &messages);
    cw_text cut = {0};
    uint32_t n = 0;
    for (const char *at = log.data; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        cw_text_add_bytes(&cut, at, drawn(n++, (uint32_t)length));
        cw_text_add(&cut, "\n");
        at += length + 1;
    }
    cw_ais_counts counts = feed(cut.data, cut.length, &messages);
    assert_int_equal(messages, 0); /* without its checksum none is believed */
    assert_true(counts.pieces[CW_AIS_NO_CHECKSUM] > 1000);
    cw_text_free(&log);
    cw_text_free(&cut);
}

/* The payload cut, the checksum made right again: half a message is none. */
static void test_short_payloads(void **state) {
    (void)state;
    size_t messages;
    char payload[64], line[160];
    unsigned fill;
    sent s = sent_head(1, 211000000);
    while (s.bits < 168) sent_put(&s, 1, 1);
    size_t length = sent_payload(&s, payload, &fill);
    for (size_t keep = 0; keep < length; keep++) {
        sent_sentence(line, sizeof line - 2, 1, 1, -1, 'A', payload, keep, 0);
        strcat(line, "\n");
        cw_ais_counts counts = feed(line, strlen(line), &messages);
        assert_int_equal(messages, 0);
        assert_int_equal(counts.pieces[CW_AIS_BAD_LENGTH], 1);
    }
}

/* A line of a million bytes is noise of its own length; the sentences around it are read. */
static void test_long_lines(void **state) {
    (void)state;
    enum { LONG = 1000000 };
    static const char good[] = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n";
    static const char fills[] = {'A', '!', '$', '\\', ',', '*', '\0', '\r', (char)0xff};
    char *text = malloc(LONG + 2 * sizeof good);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof fills; i++) {
        size_t messages, at = 0;
        memcpy(text, good, sizeof good - 1);
        at += sizeof good - 1;
        memset(text + at, fills[i], LONG);
        at += LONG;
        text[at++] = '\n';
        memcpy(text + at, good, sizeof good - 1);
        at += sizeof good - 1;
        cw_ais_counts counts = feed(text, at, &messages);
        assert_int_equal(messages, 2);
        assert_int_equal(counts.bytes[CW_AIS_DECODED], 2 * (sizeof good - 1));
    }
    free(text);
}

/* A sentence at the end of noise without a line end is still found; no line end at all too. */
static void test_no_line_end(void **state) {
    (void)state;
    static const char good[] = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
    enum { NOISE = 100000 };
    char *text = calloc(NOISE + sizeof good, 1);
    size_t messages;
    memcpy(text + NOISE, good, sizeof good - 1);
    cw_ais_counts counts = feed(text, NOISE + sizeof good - 1, &messages);
    assert_int_equal(messages, 1);
    assert_true(counts.bytes[CW_AIS_TOO_LONG] > NOISE - CW_AIS_MOST_LINE - 64);
    free(text);
    cw_text returns = {0}; /* only carriage returns */
    for (int i = 0; i < 1000; i++) cw_text_add(&returns, "%s\r", good);
    feed(returns.data, returns.length, &messages);
    assert_int_equal(messages, 1000);
    cw_text_free(&returns);
}

static void test_noise(void **state) {
    (void)state;
    enum { BYTES = 1 << 20 };
    char *text = malloc(BYTES);
    size_t messages;
    for (uint32_t i = 0; i < BYTES / 16; i++) {
        uint32_t bits[4];
        cw_random_bits((cw_draw){.seed = 5, .particle = i, .purpose = CW_DRAW_TEST}, bits);
        memcpy(text + (size_t)i * 16, bits, 16);
    }
    feed(text, BYTES, &messages);
    assert_int_equal(messages, 0);
    free(text);
}

/* UTF-8, UTF-16 and Latin-1 around and between sentences; a byte order mark; NULs inside. */
static void test_mixed_encodings(void **state) {
    (void)state;
    static const char good[] = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n";
    static const char inside[] = "!AIVDM,1,1,,A,15RTgt0P\0so;90TKcjM8h6g208CQ,0*4A\n";
    cw_text log = {0};
    size_t messages;
    cw_text_add(&log, "\xEF\xBB\xBF%s", good);
    cw_text_add(&log, "Méditerranée \xE9\xE8 %s", good);
    for (const char *c = good; *c != '\0'; c++) cw_text_add_bytes(&log, (char[2]){*c, '\0'}, 2);
    cw_text_add_bytes(&log, inside, sizeof inside - 1);
    cw_text_add(&log, "%s", good);
    cw_ais_counts counts = feed(log.data, log.length, &messages);
    assert_int_equal(messages, 3); /* the one in UTF-16 is not a sentence */
    assert_int_equal(counts.pieces[CW_AIS_BAD_CHECKSUM], 1);
    cw_text_free(&log);
}

/* Ten million parts without fellows: the reader holds 64 at the most. */
static void test_orphans(void **state) {
    (void)state;
    enum { ORPHANS = 10000000, BLOCK = 4000 };
    size_t messages = 0;
    cw_text block = {0};
    struct rusage before, after;
    for (uint32_t i = 0; i < BLOCK; i++) {
        char line[160];
        sent_sentence(line, sizeof line, 2 + i % 8, 1 + i % 2, (int)(i % 10), "AB12"[i % 4],
                      "55RTgt0PAso;90TKcjM8", 20, 0);
        unsigned sum = 0;
        char tag[32];
        snprintf(tag, sizeof tag, "s:%u", i * 2654435761u);
        for (const char *c = tag; *c != '\0'; c++) sum ^= (unsigned char)*c;
        cw_text_add(&block, i % 3 ? "%s%.0s%.0u\n" : "\\%2$s*%3$02X\\%1$s\n", line, tag, sum);
    }
    cw_ais_reader *reader = cw_ais_reader_create(nothing, &messages, NULL);
    getrusage(RUSAGE_SELF, &before);
    for (uint32_t i = 0; i < ORPHANS / BLOCK; i++)
        assert_true(cw_ais_reader_feed(reader, 0, block.data, block.length, NULL));
    getrusage(RUSAGE_SELF, &after);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* whose own memory grows */
    assert_true(after.ru_maxrss - before.ru_maxrss < 1024);         /* KB */
#endif
    cw_ais_counts counts = cw_ais_reader_counts(reader);
    heard_books_balance(&counts);
    assert_true(counts.bytes_waiting < 64 * 256);
    cw_ais_reader_finish(reader);
    counts = cw_ais_reader_counts(reader);
    heard_books_balance(&counts);
    assert_int_equal(counts.bytes_waiting, 0);
    assert_int_equal(counts.pieces[CW_AIS_ORPHAN] + counts.pieces[CW_AIS_BAD_LENGTH]
                         + counts.pieces[CW_AIS_BAD_TYPE] + messages,
                     ORPHANS);
    cw_ais_reader_destroy(reader);
    cw_text_free(&block);
}

/* Times from 2001 to 2286, forward and back: messages come out, each with its own time. */
static void test_jumping_clocks(void **state) {
    (void)state;
    cw_text log = {0};
    heard got;
    for (uint32_t i = 0; i < 200; i++) {
        uint64_t time = 1000000000 + (uint64_t)drawn(i, 1000000000) * 9 % 8999999999u;
        char tag[64];
        unsigned sum = 0;
        snprintf(tag, sizeof tag, "c:%llu", (unsigned long long)time);
        for (const char *c = tag; *c != '\0'; c++) sum ^= (unsigned char)*c;
        cw_text_add(&log, "\\%s*%02X\\!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n", tag, sum);
    }
    heard_read(log.data, log.length, &got);
    assert_int_equal(got.count, 200);
    for (uint32_t i = 0; i < 200; i++) {
        uint64_t time = 1000000000 + (uint64_t)drawn(i, 1000000000) * 9 % 8999999999u;
        assert_int_equal(got.items[i].received, time * 1000);
    }
    cw_text_free(&log);
}

/* Nine parts that together are longer than any message; every number of parts in every order. */
static void test_too_much(void **state) {
    (void)state;
    char payload[300], line[400];
    size_t messages;
    cw_text log = {0};
    memset(payload, '0', sizeof payload);
    for (unsigned part = 1; part <= 9; part++) {
        sent_sentence(line, sizeof line, 9, part, 3, 'A', payload, 60, 0);
        cw_text_add(&log, "%s\n", line);
    }
    cw_ais_counts counts = feed(log.data, log.length, &messages);
    assert_int_equal(messages, 0);
    assert_int_equal(counts.pieces[CW_AIS_ORPHAN], 9);
    log.length = 0;
    sent_sentence(line, sizeof line, 1, 1, -1, 'A', payload, 290, 0);
    cw_text_add(&log, "%s\n", line);
    counts = feed(log.data, log.length, &messages);
    assert_int_equal(counts.pieces[CW_AIS_TOO_LONG], 1);
    cw_text_free(&log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bit_flips),       cmocka_unit_test(test_truncation),
        cmocka_unit_test(test_short_payloads),  cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_no_line_end),     cmocka_unit_test(test_noise),
        cmocka_unit_test(test_mixed_encodings), cmocka_unit_test(test_orphans),
        cmocka_unit_test(test_jumping_clocks),  cmocka_unit_test(test_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
