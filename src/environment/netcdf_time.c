/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times of a NetCDF file: CF "<unit> since <date>" (CF 1.11, section 4.4) in the calendars that are
 * those of the real world. A time without origin is refused: nobody can say when such a current
 * ran. FVCOM writes days since 1858 in single precision, which is good to minutes only, and beside
 * it the same times as text (Times) or as two integers (Itime, Itime2): those are taken.
 */
#include "netcdf_file.h"

#include "grid_kind.h"

#include <ctype.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t times_most = 1000000;

/* ---- units ----------------------------------------------------------------------------------- */

typedef struct unit_name {
    const char *name;
    double ms;
} unit_name;

static const unit_name unit_names[] = {{"milliseconds", 1.0},
                                       {"millisecond", 1.0},
                                       {"msec", 1.0},
                                       {"ms", 1.0},
                                       {"seconds", 1e3},
                                       {"second", 1e3},
                                       {"secs", 1e3},
                                       {"sec", 1e3},
                                       {"s", 1e3},
                                       {"minutes", 60e3},
                                       {"minute", 60e3},
                                       {"mins", 60e3},
                                       {"min", 60e3},
                                       {"hours", 3600e3},
                                       {"hour", 3600e3},
                                       {"hrs", 3600e3},
                                       {"hr", 3600e3},
                                       {"h", 3600e3},
                                       {"days", 86400e3},
                                       {"day", 86400e3},
                                       {"d", 86400e3},
                                       {NULL, 0.0}};

static double unit_of(const char *text, size_t length) {
    for (const unit_name *u = unit_names; u->name != NULL; u++) {
        if (strlen(u->name) == length && strncasecmp(u->name, text, length) == 0) return u->ms;
    }
    return 0.0;
}

/* Days since 1970-01-01 of a date in the Julian calendar (Meeus, Astronomical Algorithms, 7). */
static double julian_days(int year, int month, int day) {
    if (month <= 2) {
        year -= 1;
        month += 12;
    }
    double jd = floor(365.25 * (year + 4716)) + floor(30.6001 * (month + 1)) + day - 1524.5;
    return jd - 2440587.5;
}

static bool real_calendar(const char *calendar, bool *mixed) {
    *mixed = calendar[0] == '\0' || strcmp(calendar, "standard") == 0
             || strcmp(calendar, "gregorian") == 0;
    return *mixed || strcmp(calendar, "proleptic_gregorian") == 0 || strcmp(calendar, "none") == 0;
}

typedef struct stamp {
    int year, month, day, hour, minute;
    double second;
    int zone_minutes;
} stamp;

/* "+01:00", "-0530", "+1", "Z", "UTC", nothing. */
static bool read_zone(const char *at, int *minutes) {
    while (isspace((unsigned char)*at)) at++;
    *minutes = 0;
    if (*at == '\0' || strcasecmp(at, "z") == 0 || strcasecmp(at, "utc") == 0
        || strcasecmp(at, "gmt") == 0) {
        return true;
    }
    int sign = *at == '-' ? -1 : 1, hours = 0, rest = 0, used = 0;
    if (*at == '+' || *at == '-') at++;
    if (sscanf(at, "%2d:%2d%n", &hours, &rest, &used) >= 2 && used > 0)
        at += used;
    else if (sscanf(at, "%2d%2d%n", &hours, &rest, &used) >= 2 && used > 0)
        at += used;
    else if (sscanf(at, "%2d%n", &hours, &used) >= 1 && used > 0)
        at += used;
    else
        return false;
    if (*at == ':') at += strspn(at, ":0");
    *minutes = sign * (hours * 60 + rest);
    return *at == '\0' && hours <= 14 && rest < 60 && hours >= 0 && rest >= 0;
}

static bool read_stamp(const char *text, stamp *s) {
    int used = 0;
    memset(s, 0, sizeof *s);
    if (sscanf(text, "%4d-%2d-%2d%n", &s->year, &s->month, &s->day, &used) < 3) {
        if (sscanf(text, "%4d/%2d/%2d%n", &s->year, &s->month, &s->day, &used) < 3) return false;
    }
    const char *at = text + used;
    if (*at == 'T' || *at == 't') at++;
    while (isspace((unsigned char)*at)) at++;
    used = 0;
    if (isdigit((unsigned char)*at)) {
        if (sscanf(at, "%2d:%2d%n", &s->hour, &s->minute, &used) >= 2 && used > 0) {
            at += used;
            used = 0;
            if (sscanf(at, ":%lf%n", &s->second, &used) >= 1) at += used;
        } else if (sscanf(at, "%2d%n", &s->hour, &used) >= 1) {
            at += used;
        }
    }
    return s->year >= 0 && s->month >= 1 && s->month <= 12 && s->day >= 1 && s->day <= 31
           && s->hour >= 0 && s->hour <= 24 && s->minute >= 0 && s->minute < 60 && s->second >= 0.0
           && s->second < 61.0 && read_zone(at, &s->zone_minutes);
}

static cw_time stamp_time(const stamp *s, bool mixed) {
    bool julian = mixed
                  && (s->year < 1582
                      || (s->year == 1582 && (s->month < 10 || (s->month == 10 && s->day < 15))));
    cw_time zone = (cw_time)s->zone_minutes * CW_MINUTE_MS;
    if (!julian) {
        return cw_time_from_civil(s->year, s->month, s->day, s->hour, s->minute, s->second) - zone;
    }
    double seconds = julian_days(s->year, s->month, s->day) * 86400.0 + s->hour * 3600.0
                     + s->minute * 60.0 + s->second;
    return (cw_time)llround(seconds * 1000.0) - zone;
}

bool nc_time_units(const char *units, const char *calendar, double *unit_ms, cw_time *origin,
                   cw_error *err) {
    bool mixed;
    const char *since = strcasestr(units, " since ");
    if (since == NULL) {
        return cw_fail(err, CW_ERR_INPUT,
                       "the time unit \"%.64s\" names no origin (\"hours since "
                       "2021-11-24 00:00\")",
                       units);
    }
    size_t length = strcspn(units, " ");
    *unit_ms = unit_of(units, length);
    if (*unit_ms == 0.0) {
        return cw_fail(err, CW_ERR_INPUT,
                       "the time unit \"%.64s\" is not known (seconds, minutes, "
                       "hours and days are)",
                       units);
    }
    if (!real_calendar(calendar, &mixed)) {
        return cw_fail(err, CW_ERR_INPUT, "the calendar \"%.40s\" is not that of real dates",
                       calendar);
    }
    stamp s;
    const char *date = since + 7;
    while (*date == ' ') date++;
    if (!read_stamp(date, &s)) {
        return cw_fail(err, CW_ERR_INPUT, "the time unit \"%.64s\" has no date that can be read",
                       units);
    }
    *origin = stamp_time(&s, mixed);
    return true;
}

/* ---- the time coordinate --------------------------------------------------------------------- */

/* 1 for a coordinate of time on `dim` (or a scalar for -1): its unit has an origin or its standard
 * name is time. */
static bool is_time(const nc_file *file, const nc_variable *v, int dim) {
    char text[nc_text_size];
    bool place = dim < 0 ? v->dims == 0 || (v->dims == 1 && v->length[0] == 1)
                         : v->dims == 1 && v->dim[0] == dim;
    if (!place || v->type == NC_CHAR || v->type == NC_STRING) return false;
    if (nc_text(file, v, "standard_name", true, text) && text[0] != '\0') {
        return strcmp(text, "time") == 0;
    }
    return nc_text(file, v, "units", true, text) && strstr(text, " since ") != NULL;
}

static const nc_variable *find_time(const nc_file *file, int dim, const nc_variable *values) {
    char name[nc_name_size] = "", text[nc_text_size];
    if (dim >= 0) nc_dimension_name(file, dim, name);
    const nc_variable *v = name[0] != '\0' ? nc_find(file, name) : NULL;
    if (v != NULL && v->dims == 1 && v->dim[0] == dim && v->type != NC_CHAR) return v;
    if (nc_text(file, values, "time", false, text)) {
        v = nc_find(file, text);
        if (v != NULL && is_time(file, v, dim)) return v;
    }
    for (size_t i = 0; i < file->variable_count; i++) {
        if (is_time(file, &file->variables[i], dim)) return &file->variables[i];
    }
    return NULL;
}

static bool in_range(cw_time time) {
    return time >= cw_time_from_civil(1900, 1, 1, 0, 0, 0.0)
           && time <= cw_time_from_civil(2200, 1, 1, 0, 0, 0.0);
}

/* Numbers in a unit to times. Single precision is rounded to what it can hold: whole minutes where
 * its last digit is worth more than a second. */
static bool convert(const nc_file *file, const nc_variable *v, const double *numbers, size_t count,
                    double unit_ms, cw_time origin, cw_time *times, bool *coarse, cw_error *err) {
    for (size_t i = 0; i < count; i++) {
        double ms = numbers[i] * unit_ms;
        if (!isfinite(ms) || fabs(ms) > 1e16 || !in_range(origin + (cw_time)llround(ms))) {
            return cw_fail(err, CW_ERR_INPUT,
                           "%s: time %zu of %s is %g, which is no date between "
                           "1900 and 2200",
                           file->path, i + 1, v->name, numbers[i]);
        }
        times[i] = origin + (cw_time)llround(ms);
        double digit = v->type == NC_FLOAT ? fabs(numbers[i]) * 1.2e-7 * unit_ms : 0.0;
        if (digit <= 1000.0) continue;
        *coarse = true;
        times[i] = (cw_time)llround((double)times[i] / 60e3) * CW_MINUTE_MS;
    }
    return true;
}

static cw_time *from_numbers(const nc_file *file, const nc_variable *v, size_t *count, char *notes,
                             size_t notes_size, cw_error *err) {
    char units[nc_text_size], calendar[nc_text_size];
    double unit_ms;
    cw_time origin;
    bool coarse = false;
    if (!nc_text(file, v, "units", false, units) || units[0] == '\0') {
        cw_fail(err, CW_ERR_INPUT, "%s: the time variable %s has no units", file->path, v->name);
        return NULL;
    }
    nc_text(file, v, "calendar", true, calendar);
    if (!nc_time_units(units, calendar, &unit_ms, &origin, err)) {
        cw_error_prefix(err, "%s: variable %s", file->path, v->name);
        return NULL;
    }
    double *numbers = nc_read_all(file, v, count, err);
    cw_time *times = numbers != NULL ? cw_alloc_array(*count, sizeof *times) : NULL;
    if (numbers != NULL && times == NULL) cw_fail_memory(err);
    if (times != NULL && !convert(file, v, numbers, *count, unit_ms, origin, times, &coarse, err)) {
        free(times);
        times = NULL;
    }
    if (coarse) snprintf(notes, notes_size, "times are single precision, rounded to minutes");
    free(numbers);
    return times;
}

/* ---- FVCOM ----------------------------------------------------------------------------------- */

/* Times(time, DateStrLen): text in UTC. */
static cw_time *from_text(const nc_file *file, const nc_variable *v, size_t *count, cw_error *err) {
    size_t width = v->length[1];
    *count = v->length[0];
    char *text = width < 256 ? cw_alloc_array(*count * width + 1, 1) : NULL;
    cw_time *times = cw_alloc_array(*count, sizeof *times);
    bool good = text != NULL && times != NULL && nc_get_var_text(file->id, v->id, text) == NC_NOERR;
    for (size_t i = 0; i < *count && good; i++) {
        char one[256];
        stamp s;
        memcpy(one, text + i * width, width);
        one[width] = '\0';
        good = read_stamp(one, &s);
        if (good) times[i] = stamp_time(&s, false);
        good = good && in_range(times[i]);
    }
    free(text);
    if (good) return times;
    free(times);
    cw_fail(err, CW_ERR_INPUT, "%s: the text in %s cannot be read as times", file->path, v->name);
    return NULL;
}

/* Itime (days since 1858-11-17) and Itime2 (milliseconds of the day). */
static cw_time *from_integers(const nc_file *file, const nc_variable *days, const nc_variable *ms,
                              size_t *count, cw_error *err) {
    size_t other = 0;
    cw_time *times = NULL;
    double *d = nc_read_all(file, days, count, err), *m = nc_read_all(file, ms, &other, err);
    if (d != NULL && m != NULL && other == *count) times = cw_alloc_array(*count, sizeof *times);
    for (size_t i = 0; times != NULL && i < *count; i++) {
        bool good = d[i] > 15000.0 && d[i] < 130000.0 && m[i] >= 0.0 && m[i] <= 86400e3;
        if (!good) {
            cw_fail(err, CW_ERR_INPUT, "%s: time %zu of Itime is no date", file->path, i + 1);
            free(times);
            times = NULL;
        } else {
            times[i] = ((cw_time)d[i] - 40587) * 24 * CW_HOUR_MS + (cw_time)m[i];
        }
    }
    free(d);
    free(m);
    if (times == NULL) cw_fail(err, CW_ERR_INPUT, "%s: Itime and Itime2 do not match", file->path);
    return times;
}

static bool on_dimension(const nc_variable *v, int dim, int dims) {
    return v != NULL && v->dims == dims && v->dim[0] == dim;
}

cw_time *nc_times(const nc_file *file, int dim, const nc_variable *values, size_t *count,
                  char *notes, size_t notes_size, cw_error *err) {
    size_t length = 1;
    if (dim >= 0) nc_inq_dimlen(file->id, dim, &length);
    if (length == 0 || length > times_most || length > GRID_NODES_MOST) {
        cw_fail(err, CW_ERR_INPUT, "%s has %zu time steps; 1 to %zu are read", file->path, length,
                times_most);
        return NULL;
    }
    const nc_variable *text = nc_find(file, "Times"), *days = nc_find(file, "Itime");
    const nc_variable *ms = nc_find(file, "Itime2");
    if (dim >= 0 && on_dimension(text, dim, 2) && text->type == NC_CHAR) {
        return from_text(file, text, count, err);
    }
    if (dim >= 0 && on_dimension(days, dim, 1) && on_dimension(ms, dim, 1)) {
        return from_integers(file, days, ms, count, err);
    }
    const nc_variable *v = find_time(file, dim, values);
    if (v == NULL) {
        cw_fail(err, CW_ERR_INPUT, "%s: variable %s has no time coordinate", file->path,
                values->name);
        return NULL;
    }
    return from_numbers(file, v, count, notes, notes_size, err);
}
