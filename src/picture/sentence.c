/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sentences as IEC 61162-1 has them,
 *   !ttVDM,parts,part,sequence,channel,payload,fill*hh
 * with the checksum the exclusive or of all between ! and *. Real logs put more on a line: a tag
 * block or a time before the sentence, a receiver and a time behind it, and after a lost line end
 * a second sentence. A line is therefore read from the left, one sentence after the other, and
 * each takes the text around it.
 *
 * The common case, a line that begins with a VDM, is decided by a few comparisons; the checksum is
 * taken eight bytes at a time.
 */
#include "sentence.h"

#include <string.h>

enum {
    SHORTEST = 14,     /* "!AIVDM,1,1,,,,0" up to the star */
    FIRST_FIELD = 7,   /* behind "!AIVDM," */
    MOST_GARBAGE = 256 /* of a prefix or suffix in which a time is looked for */
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_name(char c) {
    return (c >= 'A' && c <= 'Z') || is_digit(c);
}

/* "!AIVDM," or "$GPRMC,", or a maker's own "$PGHP,". */
static bool begins(const char *text, const char *end) {
    enum { NAME = 5, LEAST_OWN = 3 };
    size_t n = 1;
    if (*text != '!' && *text != '$') return false;
    while (n <= NAME && text + n < end && is_name(text[n])) n++;
    if (text + n >= end || text[n] != ',') return false;
    return n == NAME + 1 || (*text == '$' && text[1] == 'P' && n > LEAST_OWN);
}

static const char *find_begin(const char *text, const char *end) {
    for (; text < end; text++) {
        if (begins(text, end)) return text;
    }
    return NULL;
}

static unsigned exclusive_or(const char *text, const char *end) {
    uint64_t sum = 0, eight;
    for (; end - text >= 8; text += 8) {
        memcpy(&eight, text, sizeof eight);
        sum ^= eight;
    }
    sum ^= sum >> 32;
    sum ^= sum >> 16;
    sum = (sum ^ (sum >> 8)) & 0xff;
    for (; text < end; text++) sum ^= (unsigned char)*text;
    return (unsigned)sum;
}

static int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/* The two digits behind the star at `star`; -1 when they are not there. */
static int checksum_at(const char *star, const char *end) {
    if (end - star < 3) return -1;
    int high = hex_digit(star[1]), low = hex_digit(star[2]);
    return high < 0 || low < 0 ? -1 : 16 * high + low;
}

/* The fields of a VDM or VDO whose checksum is right. */
static cw_ais_fate read_fields(const char *begin, const char *star, sentence *to) {
    if (begin[6] != ',' || begin[3] != 'V' || begin[4] != 'D'
        || (begin[5] != 'M' && begin[5] != 'O'))
        return CW_AIS_OTHER;
    if (star - begin < SHORTEST || star[-2] != ',' || star[-1] < '0' || star[-1] > '5')
        return CW_AIS_MALFORMED;
    const char *at = begin + FIRST_FIELD;
    if (!is_digit(at[0]) || at[1] != ',' || !is_digit(at[2]) || at[3] != ',')
        return CW_AIS_MALFORMED;
    to->parts = (uint8_t)(at[0] - '0');
    to->part = (uint8_t)(at[2] - '0');
    at += 4;
    to->sequence = '\0';
    if (is_digit(*at)) to->sequence = *at++;
    if (*at++ != ',') return CW_AIS_MALFORMED;
    to->channel = '\0';
    if (*at != ',') to->channel = *at++;
    if (at > star - 2 || *at++ != ',' || to->part < 1 || to->part > to->parts)
        return CW_AIS_MALFORMED;
    if (at > star - 2) return CW_AIS_MALFORMED;
    to->payload = at;
    to->payload_length = (size_t)(star - 2 - at);
    to->fill = (uint8_t)(star[-1] - '0');
    to->talker[0] = begin[1];
    to->talker[1] = begin[2];
    to->own = begin[5] == 'O';
    return CW_AIS_DECODED;
}

/* $PGHP,1,year,month,day,hour,minute,second,millisecond,...: the time of the next sentence. */
static void read_clock(const char *begin, const char *star, cw_time *clock) {
    enum { FIELDS = 8 };
    int value[FIELDS] = {0};
    size_t field = 0;
    if (star - begin < 20 || memcmp(begin, "$PGHP,1,", 8) != 0) return;
    for (const char *at = begin + 8; at < star && field < 7; at++) {
        if (*at == ',')
            field++;
        else if (is_digit(*at) && value[field] < 100000)
            value[field] = 10 * value[field] + (*at - '0');
        else
            return;
    }
    bool holds = field == 7 && value[0] >= 1990 && value[0] < 2200 && value[1] >= 1
                 && value[1] <= 12 && value[2] >= 1 && value[2] <= 31 && value[3] < 24
                 && value[4] < 60 && value[5] < 61 && value[6] < 1000;
    if (!holds) return;
    *clock =
        cw_time_from_civil(value[0], value[1], value[2], value[3], value[4], value[5]) + value[6];
}

/* What stands before the first sentence: tag blocks, then a time. */
static const char *read_before(const char *text, const char *end, sentence_tag *to) {
    while (text < end && *text == '\\') {
        const char *close = memchr(text + 1, '\\', (size_t)(end - text - 1));
        if (close == NULL) break;
        sentence_tag_read(text, (size_t)(close + 1 - text), to);
        text = close + 1;
    }
    const char *begin = find_begin(text, end);
    if (begin != NULL && begin > text && to->time == CW_AIS_NO_TIME && begin - text < MOST_GARBAGE)
        sentence_prefix_read(text, (size_t)(begin - text), to);
    return begin;
}

static cw_ais_fate without_sentence(const char *text, const char *end) {
    if (*text == '#') return CW_AIS_COMMENT;
    for (; text < end; text++) {
        if (*text != ' ' && *text != '\t' && *text != '\r') return CW_AIS_NO_SENTENCE;
    }
    return CW_AIS_BLANK;
}

cw_ais_fate sentence_read(const char *text, size_t length, sentence *to, size_t *used,
                          cw_time *clock) {
    const char *end = text + length, *begin = text;
    to->tag = (sentence_tag){.time = CW_AIS_NO_TIME, .time_of_day = -1};
    *used = length;
    if (length == 0) return CW_AIS_BLANK;
    if (!begins(begin, end)) {
        begin = *text != '#' ? read_before(text, end, &to->tag) : NULL;
        if (begin == NULL) return without_sentence(text, end);
    }
    const char *star = memchr(begin, '*', (size_t)(end - begin));
    int stated = star != NULL ? checksum_at(star, end) : -1;
    bool right = stated >= 0 && exclusive_or(begin + 1, star) == (unsigned)stated;
    if (!right) { /* cut in the middle, and the next begins on the same line? */
        const char *next = find_begin(begin + 1, end);
        bool cut = next != NULL && (star == NULL || next < star);
        if (next != NULL) *used = (size_t)(next - text);
        return cut || stated < 0 ? CW_AIS_NO_CHECKSUM : CW_AIS_BAD_CHECKSUM;
    }
    const char *rest = star + 3;
    if (rest < end) {
        const char *next = find_begin(rest, end);
        if (next != NULL) *used = (size_t)(next - text);
        size_t more = (size_t)((next != NULL ? next : end) - rest);
        if (more > 1 && more < MOST_GARBAGE) sentence_suffix_read(rest, more, &to->tag);
    }
    cw_ais_fate fate = read_fields(begin, star, to);
    if (fate == CW_AIS_OTHER) read_clock(begin, star, clock);
    return fate;
}
