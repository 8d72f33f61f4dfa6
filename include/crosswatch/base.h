/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base: what every other room stands on. An error value, an arena, growable arrays, UTC time,
 * units, counter-based random numbers and the thread glue. Nothing here knows the sea.
 */
#ifndef CROSSWATCH_BASE_H
#define CROSSWATCH_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define CW_PRINTF(fmt, args)
#endif

#define CW_VERSION "0.1.0" /* meson.build has the same */

/* ---- language ----------------------------------------------------------------------------- */

typedef enum cw_language { CW_ENGLISH, CW_FRENCH } cw_language; /* of texts for people */

/* The French of a word or a sentence of ours as po/fr.po has it; without one, the text itself.
 * Static storage, or `english`. */
const char *cw_french(const char *english);

/* Marks a word or a sentence that stands in a table or a condition and goes into another sentence,
 * so that its French is asked for (tools/po-missing). */
#define CW_SAID(text) text

/* ---- errors ------------------------------------------------------------------------------- */

/* The codes are also the exit status of the command. */
typedef enum cw_error_code {
    CW_OK = 0,         /* done */
    CW_NO = 1,         /* the answer is "no" (a file will not do, nobody is there) */
    CW_ERR_INPUT = 2,  /* bad use or bad input: the message names the file, line or field */
    CW_ERR_MACHINE = 3 /* the machine failed: memory, disk, a library */
} cw_error_code;

/* A value; the caller owns it. Zero-initialised means no error. */
typedef struct cw_error {
    cw_error_code code;
    char message[1024]; /* one sentence in plain words, UTF-8, no newline */
    char french[1024];  /* the same in French; what libraries say in it stays as it is */
} cw_error;

/* Fills *err (when not NULL) and returns false, so that a function can `return cw_fail(...)`.
 * The first error stands: a later one does not overwrite it. The French is made by the format's
 * entry in po/fr.po, so the format is a literal. */
bool cw_fail(cw_error *err, cw_error_code code, const char *format, ...) CW_PRINTF(3, 4);
bool cw_fail_list(cw_error *err, cw_error_code code, const char *format, va_list arguments)
    CW_PRINTF(3, 0);

/* The same with a sentence that is there in both languages already. */
bool cw_fail_said(cw_error *err, cw_error_code code, const char *english, const char *french);

/* Hands another error on as it is, in both languages; returns false. */
bool cw_error_pass(cw_error *err, const cw_error *from);

/* Puts "prefix: " before the message of an error that is set; returns false. */
bool cw_error_prefix(cw_error *err, const char *format, ...) CW_PRINTF(2, 3);

/* The sentence in that language; "" when no error is set. */
const char *cw_error_text(const cw_error *err, cw_language language);

/* Sets "out of memory" and returns false. */
bool cw_fail_memory(cw_error *err);

/* The compiler joins "" to a literal, and to nothing else. */
#ifndef __clang_analyzer__
#define cw_fail(err, code, ...)   cw_fail(err, code, "" __VA_ARGS__)
#define cw_error_prefix(err, ...) cw_error_prefix(err, "" __VA_ARGS__)
#else /* which sees one file at a time: all of them return false */
#define cw_fail(...)         (cw_fail(__VA_ARGS__), false)
#define cw_fail_list(...)    (cw_fail_list(__VA_ARGS__), false)
#define cw_fail_said(...)    (cw_fail_said(__VA_ARGS__), false)
#define cw_error_pass(...)   (cw_error_pass(__VA_ARGS__), false)
#define cw_error_prefix(...) (cw_error_prefix(__VA_ARGS__), false)
#define cw_fail_memory(err)  (cw_fail_memory(err), false)
#endif

/* ---- memory ------------------------------------------------------------------------------- */

/* An arena: many small pieces, freed together. Opaque; one owner, not shared between threads. */
typedef struct cw_arena cw_arena;
cw_arena *cw_arena_create(void);        /* NULL when out of memory */
void cw_arena_destroy(cw_arena *arena); /* NULL-safe; frees every piece */
/* Zeroed memory aligned to 16 bytes that lives as long as the arena; NULL when out of memory. */
void *cw_arena_alloc(cw_arena *arena, size_t size);
char *cw_arena_strdup(cw_arena *arena, const char *text);
char *cw_arena_printf(cw_arena *arena, const char *format, ...) CW_PRINTF(2, 3);

/* count * size bytes, zeroed and aligned to 64 bytes; NULL on overflow or out of memory.
 * Release with free(). */
void *cw_alloc_array(size_t count, size_t size);

/* Makes room for `needed` items in a growable array: `items` points to the pointer to *capacity
 * items, whatever their type, which is grown by realloc (at least doubled). False, nothing changed,
 * when out of memory. */
#define cw_grow(items, capacity, needed) \
    cw_grow_bytes((items), (capacity), sizeof **(items), (needed))
bool cw_grow_bytes(void *items, size_t *capacity, size_t item_size, size_t needed);

/* A growable string, for text that is put together piece by piece. Zero-initialise; always
 * NUL-terminated once written to. `failed` is set when memory ran out; later appends do nothing. */
typedef struct cw_text {
    char *data; /* owned; NULL until the first append */
    size_t length, capacity;
    bool failed;
} cw_text;
void cw_text_add(cw_text *text, const char *format, ...) CW_PRINTF(2, 3);
void cw_text_add_bytes(cw_text *text, const char *bytes, size_t length);
void cw_text_free(cw_text *text);

/* The bytes of the sign of UTF-8 that `bytes` begin with, 1 to 4, and the sign; 0: they begin with
 * none (overlong, a surrogate, cut, or no bytes). Source: The Unicode Standard 15, table 3-7. */
size_t cw_utf8_sign(const char *bytes, size_t length, uint32_t *sign);

/* ---- time --------------------------------------------------------------------------------- */

typedef int64_t cw_time; /* milliseconds since 1970-01-01T00:00:00Z, UTC, no leap seconds */

#define CW_SECOND_MS INT64_C(1000)
#define CW_MINUTE_MS INT64_C(60000)
#define CW_HOUR_MS   INT64_C(3600000)

/* Reads ISO 8601: "2021-11-24T02:27Z", seconds and fractions optional, "+01:00" offsets allowed,
 * a space instead of T allowed. A time without zone is refused: night logs of two countries differ
 * by an hour. Years 1900 to 2200. */
bool cw_time_parse(const char *text, cw_time *time, cw_error *err);
/* "2021-11-24T02:27:00Z" (21 bytes with the NUL); milliseconds only when not zero (25 bytes). */
#define CW_TIME_TEXT 32
const char *cw_time_format(cw_time time, char text[CW_TIME_TEXT]);
/* "24 0227Z": day, hour and minute for people; `text` holds at least 16 bytes. */
const char *cw_time_format_short(cw_time time, char text[CW_TIME_TEXT]);
/* Civil calendar of the Gregorian calendar, both ways (month 1 to 12). */
cw_time cw_time_from_civil(int year, int month, int day, int hour, int minute, double second);
void cw_time_to_civil(cw_time time, int *year, int *month, int *day, int *hour, int *minute,
                      double *second);
/* "90 s", "30 min", "4 h", "1 h 30 min", "2 d" to seconds; refuses numbers without a unit. */
bool cw_duration_parse(const char *text, double *seconds, cw_error *err);

/* ---- units: SI inside, knots and nautical miles only at the edges -------------------------- */

#define CW_NAUTICAL_MILE_M 1852.0 /* international nautical mile, exact */
#define CW_FOOT_M          0.3048 /* international foot, exact */
#define CW_PI              3.14159265358979323846

static inline double cw_knots_to_mps(double knots) {
    return knots * CW_NAUTICAL_MILE_M / 3600.0;
}
static inline double cw_mps_to_knots(double mps) {
    return mps * 3600.0 / CW_NAUTICAL_MILE_M;
}
static inline double cw_nm_to_m(double nm) {
    return nm * CW_NAUTICAL_MILE_M;
}
static inline double cw_m_to_nm(double m) {
    return m / CW_NAUTICAL_MILE_M;
}
static inline double cw_radians(double degrees) {
    return degrees * (CW_PI / 180.0);
}
static inline double cw_degrees(double radians) {
    return radians * (180.0 / CW_PI);
}

/* A number with a unit as people write it, to SI. Accepts (m, km, nm, M, NM, ft), (m/s, kn, kt,
 * km/h), (deg, °) and refuses a number with no unit. */
bool cw_length_parse(const char *text, double *metres, cw_error *err);
bool cw_speed_parse(const char *text, double *mps, cw_error *err);

/* ---- random numbers: a function, not a state ----------------------------------------------- */

/* What a draw is for; part of the counter, so that no two uses share numbers. Never renumber. */
typedef enum cw_purpose {
    CW_DRAW_POSITION = 1,
    CW_DRAW_TIME = 2,
    CW_DRAW_OBJECT = 3,
    CW_DRAW_LEEWAY = 4,
    CW_DRAW_TACK = 5,
    CW_DRAW_JIBE = 6,
    CW_DRAW_CURRENT_NOISE = 7,
    CW_DRAW_WIND_NOISE = 8,
    CW_DRAW_LEEWAY_NOISE = 9,
    CW_DRAW_CHANGE = 10,
    CW_DRAW_REFLOAT = 11,
    CW_DRAW_PLANNER = 12,
    CW_DRAW_TRUTH = 13,
    CW_DRAW_PATROL = 14,
    CW_DRAW_TRAFFIC = 15,
    CW_DRAW_TEST = 99
} cw_purpose;

/* Names one draw. Philox 4x32-10 (Salmon et al. 2011, Random123) keyed by the seed and
 * counted by (particle, step, purpose, hypothesis): the same numbers for any number of threads or
 * processes. */
typedef struct cw_draw {
    uint64_t seed;
    uint32_t hypothesis;
    uint32_t particle;
    uint32_t step;
    cw_purpose purpose;
} cw_draw;

void cw_random_bits(cw_draw draw, uint32_t bits[4]);
void cw_random_uniform(cw_draw draw, double u[4]); /* each in (0, 1), never 0 or 1 */
void cw_random_normal(cw_draw draw, double z[4]);  /* independent standard normals (Box-Muller) */

/* ---- threads ------------------------------------------------------------------------------ */

/* Calls body(context, first, last) over [0, count) in pieces of at most `grain` items, on
 * `threads` threads (0: as many as there are processors). Pieces are disjoint; their order is not
 * stated, so bodies must not depend on it. */
typedef void (*cw_range_body)(void *context, size_t first, size_t last);
void cw_parallel_for(size_t count, size_t grain, int threads, cw_range_body body, void *context);
int cw_thread_count(int asked); /* what `threads` above stands for */

/* ---- embedded tables ----------------------------------------------------------------------- */

/* A text file of data/ that was built into the library: its bytes (NUL-terminated after `length`)
 * or NULL when there is none of that name. Static storage. */
const char *cw_data_file(const char *name, size_t *length);

/* Splits one line of comma separated values in place (double quotes as in RFC 4180); returns the
 * number of fields, at most `most`. */
size_t cw_csv_split(char *line, char **fields, size_t most);

#ifdef __cplusplus
}
#endif
#endif
