/* SPDX-License-Identifier: Apache-2.0 */
/* One line: its tag block, its time, its sentence. */
#ifndef CROSSWATCH_PICTURE_SENTENCE_H
#define CROSSWATCH_PICTURE_SENTENCE_H

#include <crosswatch/picture.h>

/* What stands around a sentence: a tag block (IEC 61162-450), a time before it, a receiver and a
 * time after it. Zero: nothing; `time` is CW_AIS_NO_TIME then. */
typedef struct sentence_tag {
    char station[16];
    cw_time time;
    int32_t time_of_day; /* ms since midnight, of a time column without a date; -1: none */
    uint32_t group;      /* 0: none */
    uint8_t group_part, group_parts; /* of the group */
    bool damaged;                    /* the tag block's checksum is wrong: nothing of it is used */
} sentence_tag;

typedef struct sentence {
    sentence_tag tag;
    const char *payload; /* in the line */
    size_t payload_length;
    uint8_t parts, part, fill;
    char sequence, channel; /* '\0' when empty */
    char talker[2];
    bool own;
} sentence;

/* Reads the first sentence of text[0..length), a line without its end; *used is how much belongs to
 * it: all that stands before it, and all behind it up to where another sentence begins.
 * CW_AIS_DECODED: *to is a part of a VDM or VDO message; else why not. The time of a $PGHP sentence
 * (Danish network) goes to *clock. */
cw_ais_fate sentence_read(const char *text, size_t length, sentence *to, size_t *used,
                          cw_time *clock);

/* The tag block text[0..length), with its backslashes. */
void sentence_tag_read(const char *text, size_t length, sentence_tag *to);
/* Times and receivers of logs: "1330000000" or "2012-02-23T12:26:40Z" before a sentence, and what
 * receivers put behind one: ",b003669970,1272412824". */
void sentence_prefix_read(const char *text, size_t length, sentence_tag *to);
void sentence_suffix_read(const char *text, size_t length, sentence_tag *to);
/* Seconds or milliseconds since 1970, a fraction allowed: "1330000000.25". */
bool sentence_epoch(const char *text, size_t length, cw_time *time);

#endif
