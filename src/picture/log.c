/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log of any kind. The first line that is not empty says what a file holds: "{" begins lines of
 * JSON, the names of known columns (or any, where a map is given) a table, all else sentences. Each
 * file of a directory is looked at for itself. Lines of JSON and tables are put together here;
 * sentences are the reader's.
 */
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum log_form { NOT_KNOWN, SENTENCES, JSON_LINES, TABLE } log_form;

typedef struct log_state {
    const log_options *options;
    said_sink sink;
    void *context;
    log_told *told;
    cw_ais_reader *reader;
    const char *name; /* of the file under way */
    log_form form;
    bool enough; /* the sink wants no more */
    uint64_t line_number;
    size_t length; /* of the line under way */
    bool too_long;
    csv_table table;
    char line[CSV_MOST_LINE];
} log_state;

static void hand_over(log_state *l, const ais_said *said) {
    l->told->reports++;
    if (!l->enough) l->enough = !l->sink(l->context, said);
}

static void take_message(void *context, const cw_ais_message *message) {
    log_state *l = context;
    ais_said said = said_of_message(message);
    hand_over(l, &said);
}

/* ---- lines ------------------------------------------------------------------------------------
 */

static void note_damage(log_state *l, const char *why) {
    log_told *told = l->told;
    told->lines_damaged++;
    if (told->damage_count == CW_VESSELS_MOST_DAMAGE) return;
    cw_line_damage *d = &told->damage[told->damage_count++];
    size_t length = strlen(l->name), room = sizeof d->file - 1;
    snprintf(d->file, sizeof d->file, "%s", length > room ? l->name + length - room : l->name);
    snprintf(d->why, sizeof d->why, "%s", why);
    d->line = l->line_number;
}

static void take_json(log_state *l) {
    ais_said said;
    json_outcome outcome = said_of_json(l->line, l->length, &said);
    if (outcome == JSON_IS_AIS) hand_over(l, &said);
    if (outcome == JSON_IS_DAMAGED) note_damage(l, CW_SAID("it is not an object of JSON"));
}

static void take_row(log_state *l) {
    ais_said said;
    const char *wrong = csv_table_row(&l->table, l->line, l->length, &said);
    if (wrong == NULL)
        hand_over(l, &said);
    else
        note_damage(l, wrong);
}

/* What the file holds, by its first line. */
static bool look(log_state *l, cw_error *err) {
    static const char BYTE_ORDER_MARK[] = "\xef\xbb\xbf";
    bool marked = l->length >= 3 && memcmp(l->line, BYTE_ORDER_MARK, 3) == 0;
    const char *line = l->line + (marked ? 3 : 0);
    size_t length = l->length - (marked ? 3 : 0);
    cw_error wrong = {0};
    l->form = SENTENCES;
    if (length > 0 && line[0] == '{')
        l->form = JSON_LINES;
    else if (csv_table_begin(&l->table, line, length, l->options->map, &wrong))
        l->form = TABLE;
    if (wrong.code == CW_OK) return true;
    cw_error_pass(err, &wrong);
    return cw_error_prefix(err, "%.300s", l->name);
}

/* The line under way was a sentence's, not a line's. */
static bool give_to_reader(log_state *l, const char *line_end, cw_error *err) {
    size_t length = l->length;
    l->length = 0;
    return cw_ais_reader_feed(l->reader, 0, l->line, length, err)
           && cw_ais_reader_feed(l->reader, 0, line_end, strlen(line_end), err);
}

static void take_line(log_state *l) {
    l->told->lines++;
    if (l->too_long)
        note_damage(l, CW_SAID("it is too long"));
    else if (l->form == JSON_LINES)
        take_json(l);
    else
        take_row(l);
}

static bool end_line(log_state *l, cw_error *err) {
    if (l->length > 0 && l->line[l->length - 1] == '\r') l->length--;
    bool empty = l->length == 0 && !l->too_long, first = l->form == NOT_KNOWN;
    if (!empty && first && !look(l, err)) return false;
    if (l->form == SENTENCES) return give_to_reader(l, "\n", err);
    if (!empty && !(first && l->form == TABLE)) take_line(l);
    l->length = 0;
    l->too_long = false;
    return true;
}

/* Bytes of lines; *used: so many, fewer when it turns out that they are sentences. */
static bool feed_lines(log_state *l, const char *bytes, size_t length, size_t *used,
                       cw_error *err) {
    for (*used = 0; *used < length && l->form != SENTENCES && !l->enough;) {
        const char *from = bytes + *used, *end = memchr(from, '\n', length - *used);
        size_t n = end != NULL ? (size_t)(end - from) : length - *used;
        size_t room = sizeof l->line - l->length, taken = n < room ? n : room;
        memcpy(l->line + l->length, from, taken);
        l->length += taken;
        *used += taken;
        if (taken < n && l->form == NOT_KNOWN) { /* noise: the reader finds its way in it */
            l->form = SENTENCES;
            return give_to_reader(l, "", err);
        }
        l->too_long |= taken < n;
        *used += n - taken + (end != NULL);
        l->line_number += end != NULL;
        if (end != NULL && !end_line(l, err)) return false;
    }
    return true;
}

/* ---- files ------------------------------------------------------------------------------------
 */

static bool feed(log_state *l, const char *bytes, size_t length, cw_error *err) {
    size_t used;
    if (!feed_lines(l, bytes, length, &used, err)) return false;
    return l->form != SENTENCES
           || cw_ais_reader_feed(l->reader, 0, bytes + used, length - used, err);
}

static bool end_file(log_state *l, cw_error *err) {
    bool cut_line = l->length > 0 || l->too_long; /* the last has no line feed */
    l->line_number += cut_line;
    if (cut_line && !end_line(l, err)) return false;
    cw_ais_reader_end(l->reader, 0);
    l->form = NOT_KNOWN;
    l->line_number = 0;
    return true;
}

static bool read_all(log_state *l, cw_ais_input *input, cw_error *err) {
    cw_ais_chunk chunk;
    while (!l->enough) {
        if (!cw_ais_input_next(input, &chunk, err)) return false;
        l->name = chunk.name;
        if (chunk.length == 0 && !chunk.ends) break;
        if (!feed(l, chunk.bytes, chunk.length, err)) return false;
        if (chunk.ends && !end_file(l, err)) return false;
    }
    return end_file(l, err);
}

static void add_counts(cw_ais_counts *to, const cw_ais_counts *from) {
    to->bytes_in += from->bytes_in;
    to->messages += from->messages;
    to->tags_refused += from->tags_refused;
    to->bits_left_over += from->bits_left_over;
    for (int i = 0; i < CW_AIS_FATES; i++) {
        to->bytes[i] += from->bytes[i];
        to->pieces[i] += from->pieces[i];
    }
    for (int i = 0; i <= CW_AIS_TYPES; i++) to->by_type[i] += from->by_type[i];
}

bool log_read(const char *path, const log_options *options, said_sink sink, void *context,
              log_told *told, cw_error *err) {
    cw_ais_input *input = cw_ais_input_open(path, err);
    log_state *l = input != NULL ? calloc(1, sizeof *l) : NULL;
    bool good = l != NULL || (input != NULL && cw_fail_memory(err));
    if (good) {
        l->options = options;
        l->sink = sink;
        l->context = context;
        l->told = told;
        l->reader = cw_ais_reader_create(take_message, l, err);
        good = l->reader != NULL;
    }
    if (good && options->near != CW_AIS_NO_TIME) cw_ais_reader_date(l->reader, options->near);
    good = good && read_all(l, input, err);
    if (l != NULL && l->reader != NULL) {
        cw_ais_reader_finish(l->reader);
        cw_ais_counts counts = cw_ais_reader_counts(l->reader);
        add_counts(&told->sentences, &counts);
        cw_ais_reader_destroy(l->reader);
    }
    free(l);
    cw_ais_input_close(input);
    return good;
}
