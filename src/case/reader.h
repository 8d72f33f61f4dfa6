/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading values out of a case: where the reader stands, and checked converters. Each converter
 * takes the field's name and text; NULL text means not given: with REQUIRED that is an error, with
 * OPTIONAL the value that *to holds stays (the default). Errors name file, line and field.
 */
#ifndef CROSSWATCH_CASE_READER_H
#define CROSSWATCH_CASE_READER_H

#include <crosswatch/case.h>

#include "yaml_index.h"

typedef struct reader {
    const char *name, *folder;
    const yaml_index *index;
    cw_arena *arena;
    cw_error *err;
    char path[512]; /* "hypotheses[1].point" */
} reader;

typedef enum wanted { OPTIONAL, REQUIRED } wanted;

typedef struct limits {
    double least, most; /* both allowed; SI */
} limits;

/* Goes down into a field ("point", "units[2]"); leave with what enter returned. */
size_t reader_enter(reader *r, const char *format, ...) CW_PRINTF(2, 3);
void reader_leave(reader *r, size_t mark);

/* "FILE, line N, path.field: sentence"; field NULL: the place itself. Always returns false. */
bool reader_fail(reader *r, const char *field, const char *format, ...) CW_PRINTF(3, 4);
/* The same with the sentence of a converter. */
bool reader_pass(reader *r, const char *field, const cw_error *why);
/* The line of the place itself. */
size_t reader_line(const reader *r);
/* The field is missing. */
bool reader_missing(reader *r, const char *field);
/* The same of a list, which may stand there with nothing in it. */
bool reader_lists_nothing(reader *r, const char *field);

/* Copies at most size - 1 bytes; longer, empty and many-line texts are refused. */
bool read_word(reader *r, const char *field, const char *text, wanted w, char *to, size_t size);
/* Into the arena; *to NULL when not given. */
bool read_text(reader *r, const char *field, const char *text, wanted w, char **to);
/* A path, taken from the case's folder unless absolute or an address such as https://. */
bool read_path(reader *r, const char *field, const char *text, wanted w, char **to);
bool read_number(reader *r, const char *field, const char *text, wanted w, limits l, double *to);
bool read_count(reader *r, const char *field, const char *text, wanted w, uint64_t least,
                uint64_t most, uint64_t *to);
bool read_flag(reader *r, const char *field, const char *text, wanted w, bool *to);
/* "0.9" or "90 %", between 0 and 1, both excluded. */
bool read_confidence(reader *r, const char *field, const char *text, double *to);
bool read_length(reader *r, const char *field, const char *text, wanted w, limits l, double *to);
bool read_speed(reader *r, const char *field, const char *text, wanted w, limits l, double *to);
bool read_duration(reader *r, const char *field, const char *text, wanted w, limits l, double *to);
bool read_time(reader *r, const char *field, const char *text, wanted w, cw_time *to);
bool read_position(reader *r, const char *field, const char *text, wanted w, cw_position *to);
/* "225 deg", "225°" or "225"; with letters such as N or E it is refused. */
bool read_angle(reader *r, const char *field, const char *text, wanted w, limits l, double *to);
/* "11 C" or "11 °C". */
bool read_celsius(reader *r, const char *field, const char *text, wanted w, double *to);

typedef struct choice {
    const char *word; /* NULL ends the list */
    int value;
} choice;
bool read_choice(reader *r, const char *field, const char *text, wanted w, const choice *list,
                 int *to);

/* Positions of a ring: at least 3, not crossing itself. */
bool read_ring(reader *r, const char *field, char *const *texts, size_t count, cw_position **ring,
               size_t *ring_count);

/* count zeroed items in the arena; sets the error when memory ran out. */
void *reader_array(reader *r, size_t count, size_t size);

#endif
