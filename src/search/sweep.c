/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How wide a lane does a lookout sweep? The uncorrected sweep width comes from the tables of the US
 * Coast Guard Addendum (boats, helicopters, fixed-wing aircraft; by object, height and visibility)
 * and of IAMSAR volume III (merchant ships); it is multiplied by factors for weather, search speed,
 * crew fatigue and flotation. data/SOURCES.md names the editions.
 *
 * The tables in data/ leave out columns that repeat the one before: a row holds from its visibility
 * (or speed) up to the next row's. They are therefore first spread onto the printed columns (1, 3,
 * 5, 10, 15, 20 and 30 nautical miles; 60, 90, 120, 140 knots for helicopters and 150, 180, 210 for
 * aircraft), and only then read between columns: linear in visibility, height (Addendum H.3.5.4(a))
 * and speed. Interpolating the rows as they stand would see a person at 10 miles' visibility where
 * the printed table says none is seen below 20.
 *
 * Below the first printed visibility the tables say nothing. The nearest column would promise a
 * lane wider than a lookout can see; so the width falls in proportion to the visibility, to zero.
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { VISIBILITIES = 7, MOST_HEIGHTS = 8, SPEEDS = 4, PLATFORMS = 4, MOST_FIELDS = 8 };
static const double visibilities_nm[VISIBILITIES] = {1, 3, 5, 10, 15, 20, 30};
static const double helicopter_kn[SPEEDS] = {60, 90, 120, 140};
static const double aircraft_kn[SPEEDS] = {150, 180, 210, INFINITY}; /* three columns */

/* Sweep widths of one object from one platform. The columns hold from `first_column` on: merchant
 * ships have none below 3 nautical miles. */
typedef struct height_row {
    double height_ft;
    double width_nm[VISIBILITIES]; /* NaN: not given */
} height_row;

typedef struct width_table {
    size_t count; /* heights, ascending; 0: no such table */
    height_row rows[MOST_HEIGHTS];
} width_table;

typedef struct speed_table {
    size_t count; /* rows read; 0: no such table, factor 1 */
    double factor[SPEEDS];
} speed_table;

typedef struct object_row {
    char name[64];
    bool small; /* weather class: people in the water and boats under 30 ft */
    width_table widths[PLATFORMS];
    speed_table speeds[PLATFORMS];
} object_row;

struct cw_sweep_table {
    object_row *objects;
    size_t count, capacity;
};

/* Factors. Weather: Addendum table H-10. Fatigue: H.3.5.3(c). Flotation: page H-41. */
static const double fatigue_factor = 0.9;
static const double flotation_factor = 4.0;
static const double flotation_height_ft = 500.0;
static const double rough_wind_kn = 25.0, rough_sea_ft = 5.0;
static const double fresh_wind_kn = 15.0, fresh_sea_ft = 3.0;

const char *cw_platform_name(cw_platform platform) {
    static const char *const names[PLATFORMS] = {CW_SAID("boat"), CW_SAID("ship"),
                                                 CW_SAID("helicopter"), CW_SAID("aircraft")};
    return (unsigned)platform < PLATFORMS ? names[platform] : "unknown";
}

static bool platform_from_name(const char *name, cw_platform *platform) {
    for (int i = 0; i < PLATFORMS; i++) {
        if (strcasecmp(name, cw_platform_name((cw_platform)i)) == 0) {
            *platform = (cw_platform)i;
            return true;
        }
    }
    return false;
}

/* ---- reading the tables ------------------------------------------------------------------- */

static object_row *object_by_name(const cw_sweep_table *table, const char *name) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcasecmp(table->objects[i].name, name) == 0) return &table->objects[i];
    }
    return NULL;
}

static object_row *object_add(cw_sweep_table *table, const char *name) {
    object_row *known = object_by_name(table, name);
    if (known != NULL) return known;
    if (!cw_grow(&table->objects, &table->capacity, table->count + 1)) return NULL;
    object_row *object = &table->objects[table->count++];
    memset(object, 0, sizeof *object);
    strncpy(object->name, name, sizeof object->name - 1);
    return object;
}

static height_row *height_add(width_table *widths, double height_ft) {
    for (size_t i = 0; i < widths->count; i++) {
        if (widths->rows[i].height_ft == height_ft) return &widths->rows[i];
    }
    if (widths->count == MOST_HEIGHTS) return NULL;
    size_t place = widths->count++;
    for (; place > 0 && widths->rows[place - 1].height_ft > height_ft; place--)
        widths->rows[place] = widths->rows[place - 1];
    height_row *row = &widths->rows[place];
    row->height_ft = height_ft;
    for (size_t v = 0; v < VISIBILITIES; v++) row->width_nm[v] = NAN;
    return row;
}

/* A row's width holds from its visibility on, until a later row overwrites the rest. */
static void width_set(height_row *row, double from_nm, double width_nm) {
    for (size_t v = 0; v < VISIBILITIES; v++) {
        if (visibilities_nm[v] >= from_nm) row->width_nm[v] = width_nm;
    }
}

static bool number(const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    return end != text && isfinite(*value);
}

typedef bool (*line_reader)(cw_sweep_table *table, char **fields, size_t count);

static bool read_width(cw_sweep_table *table, char **fields, size_t count) {
    cw_platform platform;
    double height, visibility, width;
    if (count < 5 || !platform_from_name(fields[1], &platform) || !number(fields[2], &height)
        || !number(fields[3], &visibility) || !number(fields[4], &width))
        return false;
    object_row *object = object_add(table, fields[0]);
    height_row *row = object ? height_add(&object->widths[platform], height) : NULL;
    if (row == NULL) return false;
    width_set(row, visibility, width);
    return true;
}

static bool read_merchant(cw_sweep_table *table, char **fields, size_t count) {
    double visibility, width;
    if (count < 3 || !number(fields[1], &visibility) || !number(fields[2], &width)) return false;
    object_row *object = object_add(table, fields[0]);
    height_row *row = object ? height_add(&object->widths[CW_PLATFORM_SHIP], 0.0) : NULL;
    if (row == NULL) return false;
    width_set(row, visibility, width);
    return true;
}

static const double *speed_columns(cw_platform platform) {
    if (platform == CW_PLATFORM_HELICOPTER) return helicopter_kn;
    return platform == CW_PLATFORM_AIRCRAFT ? aircraft_kn : NULL;
}

static bool read_speed(cw_sweep_table *table, char **fields, size_t count) {
    cw_platform platform;
    double speed, factor;
    if (count < 4 || !platform_from_name(fields[1], &platform) || !number(fields[2], &speed)
        || !number(fields[3], &factor))
        return false;
    object_row *object = object_add(table, fields[0]);
    const double *columns = speed_columns(platform);
    if (object == NULL || columns == NULL) return false;
    speed_table *speeds = &object->speeds[platform];
    for (size_t i = 0; i < SPEEDS; i++) { /* until a later row overwrites the rest */
        if (speeds->count == 0 || columns[i] >= speed) speeds->factor[i] = factor;
    }
    speeds->count++;
    return true;
}

static bool read_weather_class(cw_sweep_table *table, char **fields, size_t count) {
    object_row *object = count >= 2 ? object_add(table, fields[0]) : NULL;
    if (object == NULL) return false;
    object->small = strcasecmp(fields[1], "small") == 0;
    return true;
}

static bool read_file(cw_sweep_table *table, const char *name, line_reader reader, cw_error *err) {
    size_t length = 0;
    const char *data = cw_data_file(name, &length);
    if (data == NULL)
        return cw_fail(err, CW_ERR_MACHINE, "the table %s is not in this build", name);
    size_t line_number = 0;
    for (const char *at = data, *end = data + length; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop ? stop : end) - at);
        char line[512], *fields[MOST_FIELDS];
        line_number++;
        bool heading = line_number == 1 || size == 0 || *at == '#', fits = size < sizeof line;
        if (!heading && fits) {
            memcpy(line, at, size);
            line[size] = '\0';
            line[strcspn(line, "\r")] = '\0';
        }
        if (!heading && (!fits || !reader(table, fields, cw_csv_split(line, fields, MOST_FIELDS))))
            return cw_fail(err, CW_ERR_MACHINE, "%s line %zu cannot be read", name, line_number);
        at += size + 1;
    }
    return true;
}

cw_sweep_table *cw_sweep_table_create(cw_error *err) {
    cw_sweep_table *table = calloc(1, sizeof *table);
    if (table == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    if (!read_file(table, "sweep_width.csv", read_width, err)
        || !read_file(table, "sweep_width_merchant.csv", read_merchant, err)
        || !read_file(table, "sweep_width_speed.csv", read_speed, err)
        || !read_file(table, "sweep_width_weather_class.csv", read_weather_class, err)) {
        cw_sweep_table_destroy(table);
        return NULL;
    }
    return table;
}

void cw_sweep_table_destroy(cw_sweep_table *table) {
    if (table == NULL) return;
    free(table->objects);
    free(table);
}

size_t cw_sweep_object_count(const cw_sweep_table *table) {
    return table->count;
}

const char *cw_sweep_object_name(const cw_sweep_table *table, size_t index) {
    return index < table->count ? table->objects[index].name : NULL;
}

int cw_sweep_object_find(const cw_sweep_table *table, const char *name, cw_error *err) {
    const object_row *object = object_by_name(table, name);
    if (object != NULL) return (int)(object - table->objects);
    cw_text choices = {0};
    for (size_t i = 0; i < table->count; i++)
        cw_text_add(&choices, "%s%s", i > 0 ? ", " : "", table->objects[i].name);
    cw_fail(err, CW_ERR_INPUT,
            "there is no search object \"%.60s\" in the sweep width tables: "
            "choose one of %s",
            name, choices.data ? choices.data : CW_SAID("(none)"));
    cw_text_free(&choices);
    return -1;
}

/* ---- reading between rows and columns ------------------------------------------------------ */

/* Linear along (x, y) with x ascending; the nearest end outside. NaN entries are skipped. */
static double between(const double *x, const double *y, size_t count, double at) {
    double x0 = NAN, y0 = NAN;
    for (size_t i = 0; i < count; i++) {
        if (isnan(y[i])) continue;
        if (at <= x[i] && isnan(x0)) return y[i];
        if (at <= x[i]) return y0 + (y[i] - y0) * (at - x0) / (x[i] - x0);
        x0 = x[i];
        y0 = y[i];
    }
    return y0;
}

static double uncorrected_nm(const width_table *widths, double height_ft, double visibility_nm) {
    double heights[MOST_HEIGHTS], width[MOST_HEIGHTS];
    for (size_t h = 0; h < widths->count; h++) {
        const double *columns = widths->rows[h].width_nm;
        size_t first = 0;
        while (first + 1 < VISIBILITIES && isnan(columns[first])) first++;
        heights[h] = widths->rows[h].height_ft;
        width[h] = between(visibilities_nm, columns, VISIBILITIES, visibility_nm)
                   * fmin(1.0, visibility_nm / visibilities_nm[first]);
    }
    return between(heights, width, widths->count, height_ft);
}

static double weather_factor(bool small, double wind_kn, double sea_ft) {
    if (wind_kn > rough_wind_kn || sea_ft > rough_sea_ft) return small ? 0.25 : 0.9;
    if (wind_kn > fresh_wind_kn || sea_ft > fresh_sea_ft) return small ? 0.5 : 0.9;
    return 1.0;
}

static bool floats_people(const object_row *object, const cw_sweep_conditions *conditions) {
    bool aircraft = conditions->platform == CW_PLATFORM_HELICOPTER
                    || conditions->platform == CW_PLATFORM_AIRCRAFT;
    return conditions->lifejacket && aircraft && strcasecmp(object->name, "Person in Water") == 0
           && conditions->height_m <= flotation_height_ft * CW_FOOT_M * 1.000001;
}

static bool conditions_hold(const cw_sweep_conditions *c, cw_error *err) {
    if ((unsigned)c->platform >= PLATFORMS)
        return cw_fail(err, CW_ERR_INPUT,
                       "the search platform is not one of boat, ship, "
                       "helicopter, aircraft");
    if (!(c->height_m >= 0.0) || !(c->visibility_m > 0.0) || !(c->wind_mps >= 0.0)
        || !(c->wave_height_m >= 0.0) || !(c->search_speed_mps >= 0.0)
        || isinf(c->search_speed_mps))
        return cw_fail(err, CW_ERR_INPUT,
                       "search height, visibility, wind, wave height and speed "
                       "must be numbers that are not negative, and visibility above zero");
    if (!(c->other_factor > 0.0))
        return cw_fail(err, CW_ERR_INPUT, "the other factor to the sweep width must be above zero");
    return true;
}

bool cw_sweep_width_compute(const cw_sweep_table *table, int object,
                            const cw_sweep_conditions *conditions, cw_sweep_width *width,
                            cw_error *err) {
    *width = (cw_sweep_width){0};
    if (object < 0 || (size_t)object >= table->count)
        return cw_fail(err, CW_ERR_INPUT, "there is no search object number %d", object);
    if (!conditions_hold(conditions, err)) return false;
    const object_row *row = &table->objects[object];
    const width_table *widths = &row->widths[conditions->platform];
    if (widths->count == 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "the sweep width tables have no row for \"%s\" seen from "
                       "a %s",
                       row->name, cw_platform_name(conditions->platform));
    const speed_table *speeds = &row->speeds[conditions->platform];
    double height_ft = conditions->height_m / CW_FOOT_M;
    double nm = uncorrected_nm(widths, height_ft, cw_m_to_nm(conditions->visibility_m));
    width->uncorrected_m = cw_nm_to_m(nm);
    width->weather_factor = weather_factor(row->small, cw_mps_to_knots(conditions->wind_mps),
                                           conditions->wave_height_m / CW_FOOT_M);
    width->speed_factor = speeds->count == 0
                              ? 1.0
                              : between(speed_columns(conditions->platform), speeds->factor, SPEEDS,
                                        cw_mps_to_knots(conditions->search_speed_mps));
    width->fatigue_factor = conditions->fatigue ? fatigue_factor : 1.0;
    width->flotation_factor = floats_people(row, conditions) ? flotation_factor : 1.0;
    width->other_factor = conditions->other_factor;
    width->corrected_m = width->uncorrected_m * width->weather_factor * width->speed_factor
                         * width->fatigue_factor * width->flotation_factor * width->other_factor;
    return true;
}
