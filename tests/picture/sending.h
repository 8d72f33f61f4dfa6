/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other end of the radio: packs fields into bits, bits into payloads, payloads into sentences,
 * one bit at a time and sharing nothing with the decoder.
 */
#ifndef CROSSWATCH_TEST_SENDING_H
#define CROSSWATCH_TEST_SENDING_H

#include "support.h"

#include <crosswatch/picture.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SENT_MOST_BITS = 4096 };

typedef struct sent {
    unsigned char bit[SENT_MOST_BITS];
    unsigned bits;
} sent;

static inline void sent_put_at(sent *s, unsigned at, unsigned width, int64_t value) {
    for (unsigned i = 0; i < width; i++) { /* wider than a number: zeros before it */
        unsigned place = width - 1 - i;
        s->bit[at + i] = (unsigned char)(place < 64 ? (uint64_t)value >> place & 1 : 0);
    }
    if (at + width > s->bits) s->bits = at + width;
}

static inline void sent_put(sent *s, unsigned width, int64_t value) {
    sent_put_at(s, s->bits, width, value);
}

/* Six-bit text, filled up with @. */
static inline void sent_text(sent *s, const char *text, unsigned letters) {
    size_t length = strlen(text);
    for (unsigned i = 0; i < letters; i++) sent_put(s, 6, i < length ? text[i] & 63 : 0);
}

static inline sent sent_head(unsigned type, uint32_t mmsi) {
    sent s = {.bits = 0};
    sent_put(&s, 6, type);
    sent_put(&s, 2, 0);
    sent_put(&s, 30, mmsi);
    return s;
}

/* The payload's characters; *fill is the number of bits that fill up the last. */
static inline size_t sent_payload(const sent *s, char *to, unsigned *fill) {
    size_t n = 0;
    for (unsigned at = 0; at < s->bits; at += 6) {
        unsigned six = 0;
        for (unsigned i = 0; i < 6; i++) six = six << 1 | (at + i < s->bits ? s->bit[at + i] : 0u);
        to[n++] = (char)(six < 40 ? six + 48 : six + 56);
    }
    *fill = (unsigned)(6 * n) - s->bits;
    to[n] = '\0';
    return n;
}

/* Closes a sentence that begins at `text` with its checksum. */
static inline void sent_close(char *text) {
    unsigned sum = 0;
    size_t length = strlen(text);
    for (size_t i = 1; i < length; i++) sum ^= (unsigned char)text[i];
    snprintf(text + length, 8, "*%02X", sum);
}

/* One part as a sentence without a line end. `sequence` -1: empty. */
static inline void sent_sentence(char *to, size_t room, unsigned parts, unsigned part, int sequence,
                                 char channel, const char *payload, size_t length, unsigned fill) {
    char digit[2] = {(char)('0' + sequence), '\0'}, letter[2] = {channel, '\0'};
    snprintf(to, room, "!AIVDM,%u,%u,%s,%s,%.*s,%u", parts, part, sequence < 0 ? "" : digit, letter,
             (int)length, payload, fill);
    sent_close(to);
}

/* All sentences of a message, each with its line feed, behind what is in `log`. */
static inline void sent_message(cw_text *log, const sent *s, int sequence, char channel) {
    enum { PART = 56 };
    char payload[SENT_MOST_BITS / 6 + 2], line[256];
    unsigned fill;
    size_t length = sent_payload(s, payload, &fill);
    unsigned parts = (unsigned)((length + PART - 1) / PART);
    for (unsigned p = 0; p < parts; p++) {
        size_t from = (size_t)p * PART, n = length - from < PART ? length - from : PART;
        sent_sentence(line, sizeof line, parts, p + 1, parts > 1 ? sequence : -1, channel,
                      payload + from, n, p + 1 == parts ? fill : 0);
        cw_text_add(log, "%s\n", line);
    }
}

/* ---- what comes out --------------------------------------------------------------------------
 */

typedef struct heard { /* messages that a reader handed over */
    cw_ais_message items[512];
    size_t count; /* may be more than are kept */
} heard;

static inline void heard_take(void *context, const cw_ais_message *message) {
    heard *h = context;
    if (h->count < sizeof h->items / sizeof h->items[0]) h->items[h->count] = *message;
    h->count++;
}

/* Every byte has a fate. */
static inline void heard_books_balance(const cw_ais_counts *counts) {
    uint64_t sum = counts->bytes_waiting;
    for (int i = 0; i < CW_AIS_FATES; i++) sum += counts->bytes[i];
    assert_int_equal(sum, counts->bytes_in);
}

/* Reads a whole text. The counts are checked. */
static inline cw_ais_counts heard_read(const char *text, size_t length, heard *to) {
    cw_ais_reader *reader = cw_ais_reader_create(heard_take, to, NULL);
    assert_non_null(reader);
    to->count = 0;
    assert_true(cw_ais_reader_feed(reader, 0, text, length, NULL));
    cw_ais_reader_finish(reader);
    cw_ais_counts counts = cw_ais_reader_counts(reader);
    heard_books_balance(&counts);
    assert_int_equal(counts.bytes_waiting, 0);
    cw_ais_reader_destroy(reader);
    return counts;
}

#endif
