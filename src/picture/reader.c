/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes to messages: cuts each stream into lines, reads the sentences of a line, puts parts
 * together, unpacks and hands over; and keeps the books. A line is read where it lies in the
 * caller's buffer; only the beginning of a line that the next bytes will end is copied.
 *
 * A line ends at a line feed, or at a carriage return where no line feed is near. What has no end
 * within CW_AIS_MOST_LINE bytes is dropped up to the next place where a sentence could begin, so
 * that a sentence behind a megabyte of noise is still read.
 */
#include "assembly.h"
#include "bits.h"
#include "lengths.h"

#include <stdlib.h>

typedef struct line_rest { /* of a stream: the beginning of a line */
    size_t length;         /* at most CW_AIS_MOST_LINE between calls */
    bool in_noise;         /* what came before was dropped */
    cw_time clock;         /* of a $PGHP sentence: of the sentence that follows it */
    char text[2 * CW_AIS_MOST_LINE];
} line_rest;

struct cw_ais_reader {
    cw_ais_sink sink;
    void *context;
    cw_ais_counts counts;
    uint64_t sentences; /* VDM and VDO */
    cw_time now;        /* of live bytes */
    cw_time near;       /* cw_ais_reader_date */
    assembly *parts;
    line_rest *rests[CW_AIS_MOST_STREAMS];
    cw_ais_message message;
};

cw_ais_reader *cw_ais_reader_create(cw_ais_sink sink, void *context, cw_error *err) {
    cw_ais_reader *r = calloc(1, sizeof *r);
    if (r != NULL) r->parts = assembly_create();
    if (r == NULL || r->parts == NULL) {
        free(r);
        cw_fail_memory(err);
        return NULL;
    }
    r->sink = sink;
    r->context = context;
    r->now = r->near = CW_AIS_NO_TIME;
    return r;
}

void cw_ais_reader_destroy(cw_ais_reader *r) {
    if (r == NULL) return;
    for (size_t i = 0; i < CW_AIS_MOST_STREAMS; i++) free(r->rests[i]);
    assembly_destroy(r->parts);
    free(r);
}

const char *cw_ais_fate_name(cw_ais_fate fate) {
    static const char *const names[CW_AIS_FATES] = {
        "decoded",     "blank line",  "comment",      "other sentence", "no sentence",
        "too long",    "no checksum", "bad checksum", "malformed",      "bad character",
        "orphan part", "bad length",  "unknown type"};
    return (unsigned)fate < CW_AIS_FATES ? names[fate] : "?";
}

static void book(cw_ais_reader *r, cw_ais_fate fate, uint64_t pieces, uint64_t bytes) {
    r->counts.pieces[fate] += pieces;
    r->counts.bytes[fate] += bytes;
}

/* ---- whole messages ------------------------------------------------------------------------- */

static cw_ais_fate judge(cw_ais_reader *r, cw_ais_message *m) {
    enum { PART_A = 0, PART_B = 1, PART_B_LEAST = 168, TYPE_24 = 24 };
    if (m->bits < 38) return CW_AIS_BAD_LENGTH;
    unsigned type = (unsigned)bits_unsigned(m->words, 0, 6);
    if (type < 1 || type > CW_AIS_TYPES) return CW_AIS_BAD_TYPE;
    const length_rule *rule = &length_rules[type];
    if (m->bits < rule->least || m->bits > rule->most) return CW_AIS_BAD_LENGTH;
    if (type == TYPE_24) {
        uint64_t part = bits_unsigned(m->words, 38, 2);
        if (part > PART_B) return CW_AIS_BAD_TYPE;
        if (part == PART_B ? m->bits < PART_B_LEAST : m->bits > rule->usual)
            return CW_AIS_BAD_LENGTH;
    }
    r->counts.bits_left_over += m->bits > rule->usual;
    m->type = (uint8_t)type;
    m->repeat = (uint8_t)bits_unsigned(m->words, 6, 2);
    m->mmsi = (uint32_t)bits_unsigned(m->words, 8, 30);
    return CW_AIS_DECODED;
}

/* The message's bits are in place: hands it over, or says why not. */
static void finish_message(cw_ais_reader *r, const sentence *s, const sentence_tag *tag,
                           unsigned parts, uint64_t bytes) {
    cw_ais_message *m = &r->message;
    cw_ais_fate fate = judge(r, m);
    book(r, fate, parts, bytes);
    if (fate != CW_AIS_DECODED) return;
    m->sentences = parts;
    m->own = s->own;
    m->channel = s->channel;
    m->talker[0] = s->talker[0];
    m->talker[1] = s->talker[1];
    memcpy(m->station, tag->station, sizeof m->station);
    m->received = tag->time != CW_AIS_NO_TIME ? tag->time : r->now;
    r->counts.messages++;
    r->counts.by_type[m->type]++;
    r->sink(r->context, m);
}

static void take_whole(cw_ais_reader *r, const sentence *s, const assembly_whole *whole) {
    cw_ais_message *m = &r->message;
    m->bits = 0;
    m->words[0] = 0;
    for (unsigned p = 0; p < whole->parts; p++) {
        size_t room = (CW_AIS_MOST_BITS - m->bits) / 6;
        bool fits = whole->length[p] <= room;
        if (!fits || !bits_unpack(m->words, &m->bits, whole->payload[p], whole->length[p])) {
            book(r, fits ? CW_AIS_BAD_CHARACTER : CW_AIS_TOO_LONG, whole->parts, whole->bytes);
            return;
        }
        if (whole->fill[p] != 0 && m->bits >= whole->fill[p])
            bits_trim(m->words, &m->bits, whole->fill[p]);
    }
    finish_message(r, s, &whole->tag, whole->parts, whole->bytes);
}

static void take_single(cw_ais_reader *r, const sentence *s, uint64_t bytes) {
    cw_ais_message *m = &r->message;
    m->bits = 0;
    m->words[0] = 0;
    if (!bits_unpack(m->words, &m->bits, s->payload, s->payload_length)) {
        bool fits = s->payload_length <= CW_AIS_MOST_BITS / 6;
        book(r, fits ? CW_AIS_BAD_CHARACTER : CW_AIS_TOO_LONG, 1, bytes);
        return;
    }
    if (s->fill != 0 && m->bits >= s->fill) bits_trim(m->words, &m->bits, s->fill);
    finish_message(r, s, &s->tag, 1, bytes);
}

static void take_part(cw_ais_reader *r, unsigned stream, const sentence *s, uint64_t bytes) {
    assembly_whole whole;
    assembly_loss loss = {0, 0};
    cw_time time = s->tag.time != CW_AIS_NO_TIME ? s->tag.time : r->now;
    bool complete = assembly_take(r->parts, s, stream, bytes, r->sentences, time, &whole, &loss);
    book(r, CW_AIS_ORPHAN, loss.parts, loss.bytes);
    if (complete) take_whole(r, s, &whole);
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* The time of day on the day that brings it nearest to `near`. */
static cw_time on_the_day(cw_time near, int32_t time_of_day) {
    static const cw_time DAY_MS = 24 * CW_HOUR_MS;
    if (near == CW_AIS_NO_TIME) return CW_AIS_NO_TIME;
    cw_time from = near - DAY_MS / 2, into = (from % DAY_MS + DAY_MS) % DAY_MS;
    return from + (time_of_day - into + DAY_MS) % DAY_MS;
}

/* A line without its end; `all` counts the end too. */
static void take_line(cw_ais_reader *r, unsigned stream, line_rest *rest, const char *text,
                      size_t length, size_t all) {
    while (length > 0 && text[length - 1] == '\r') length--;
    size_t end = all - length;
    do {
        sentence s;
        size_t used;
        cw_time clock = CW_AIS_NO_TIME;
        cw_ais_fate fate = sentence_read(text, length, &s, &used, &clock);
        size_t bytes = used + (used == length ? end : 0);
        r->counts.tags_refused += s.tag.damaged;
        if (fate == CW_AIS_DECODED) {
            r->sentences++;
            if (s.tag.time == CW_AIS_NO_TIME && s.tag.time_of_day >= 0)
                s.tag.time = on_the_day(r->near, s.tag.time_of_day);
            if (s.tag.time == CW_AIS_NO_TIME) s.tag.time = rest->clock;
            if (s.parts > 1)
                take_part(r, stream, &s, bytes);
            else
                take_single(r, &s, bytes);
        } else {
            book(r, fate, 1, bytes);
        }
        if (clock != CW_AIS_NO_TIME || fate == CW_AIS_DECODED) rest->clock = clock;
        text += used;
        length -= used;
    } while (length > 0);
}

/* The end of the line that begins at text: its length, *all with the line end; false: not here. */
static bool find_end(const char *text, size_t length, size_t *line, size_t *all) {
    size_t most = length <= CW_AIS_MOST_LINE ? length : CW_AIS_MOST_LINE + 1;
    const char *end = memchr(text, '\n', most);
    if (end == NULL && length > CW_AIS_MOST_LINE) end = memchr(text, '\r', most);
    if (end == NULL) return false;
    *line = (size_t)(end - text);
    *all = *line + 1;
    return true;
}

/* No line end within the limit: how much is dropped, up to where a sentence could begin. */
static size_t noise(const char *text) {
    for (size_t i = 1; i < CW_AIS_MOST_LINE; i++) {
        if (text[i] == '!' || text[i] == '$' || text[i] == '\\') return i;
    }
    return CW_AIS_MOST_LINE;
}

/* All lines in text[0..length) that end there, or grow beyond the limit; returns what is left, at
 * most CW_AIS_MOST_LINE bytes at the end. */
static size_t take_lines(cw_ais_reader *r, unsigned stream, line_rest *rest, const char *text,
                         size_t length) {
    size_t at = 0, line, all;
    while (at < length) {
        if (find_end(text + at, length - at, &line, &all)) {
            take_line(r, stream, rest, text + at, line, all);
            rest->in_noise = false;
            at += all;
            continue;
        }
        if (length - at <= CW_AIS_MOST_LINE) break;
        size_t dropped = noise(text + at);
        book(r, CW_AIS_TOO_LONG, rest->in_noise ? 0 : 1, dropped);
        rest->in_noise = true;
        at += dropped;
    }
    return length - at;
}

static line_rest *rest_of(cw_ais_reader *r, unsigned stream, cw_error *err) {
    if (stream >= CW_AIS_MOST_STREAMS) {
        cw_fail(err, CW_ERR_INPUT, "there is no stream %u; there are %d", stream,
                CW_AIS_MOST_STREAMS);
        return NULL;
    }
    if (r->rests[stream] == NULL) {
        r->rests[stream] = calloc(1, sizeof *r->rests[stream]);
        if (r->rests[stream] == NULL) {
            cw_fail_memory(err);
            return NULL;
        }
        r->rests[stream]->clock = CW_AIS_NO_TIME;
    }
    return r->rests[stream];
}

/* Joins the beginning of a line with its end in the new bytes; returns how many of those it took.
 */
static size_t complete_line(cw_ais_reader *r, unsigned stream, line_rest *rest, const char *bytes,
                            size_t length) {
    size_t room = sizeof rest->text - rest->length, take = length < room ? length : room;
    const char *feed = memchr(bytes, '\n', take);
    if (feed != NULL) take = (size_t)(feed + 1 - bytes);
    memcpy(rest->text + rest->length, bytes, take);
    rest->length += take;
    size_t left = take_lines(r, stream, rest, rest->text, rest->length);
    memmove(rest->text, rest->text + rest->length - left, left);
    rest->length = left;
    return take;
}

bool cw_ais_reader_feed(cw_ais_reader *r, unsigned stream, const char *bytes, size_t length,
                        cw_error *err) {
    line_rest *rest = rest_of(r, stream, err);
    if (rest == NULL) return false;
    r->counts.bytes_in += length;
    while (rest->length > 0 && length > 0) {
        size_t took = complete_line(r, stream, rest, bytes, length);
        bytes += took;
        length -= took;
    }
    if (length == 0) return true;
    size_t left = take_lines(r, stream, rest, bytes, length);
    memcpy(rest->text, bytes + length - left, left);
    rest->length = left;
    return true;
}

void cw_ais_reader_end(cw_ais_reader *r, unsigned stream) {
    line_rest *rest = stream < CW_AIS_MOST_STREAMS ? r->rests[stream] : NULL;
    if (rest == NULL) return;
    if (rest->length > 0) take_line(r, stream, rest, rest->text, rest->length, rest->length);
    rest->length = 0;
    rest->in_noise = false;
    rest->clock = CW_AIS_NO_TIME;
}

void cw_ais_reader_clock(cw_ais_reader *r, cw_time now) {
    r->now = now;
}

void cw_ais_reader_date(cw_ais_reader *r, cw_time near) {
    r->near = near;
}

void cw_ais_reader_finish(cw_ais_reader *r) {
    assembly_loss loss = {0, 0};
    for (unsigned i = 0; i < CW_AIS_MOST_STREAMS; i++) cw_ais_reader_end(r, i);
    assembly_flush(r->parts, &loss);
    book(r, CW_AIS_ORPHAN, loss.parts, loss.bytes);
}

cw_ais_counts cw_ais_reader_counts(const cw_ais_reader *r) {
    cw_ais_counts counts = r->counts;
    counts.bytes_waiting = assembly_waiting(r->parts);
    for (size_t i = 0; i < CW_AIS_MOST_STREAMS; i++) {
        if (r->rests[i] != NULL) counts.bytes_waiting += r->rests[i]->length;
    }
    return counts;
}
