/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Currents, wind, Stokes drift and water temperature. A current and a Stokes
 * drift are given by where they go (`toward:`), a wind by where it comes from (`from:`), as seamen
 * say them; the other word is refused rather than turned round.
 */
#include "read.h"

#include <math.h>
#include <string.h>

static const double DEFAULT_REACH_M = 10.0 * CW_NAUTICAL_MILE_M;
static const double DEFAULT_CORRELATION_S = 3.0 * 3600.0;
static const double MOST_CURRENT_MPS = 10.0, MOST_WIND_MPS = 90.0;

typedef struct quantity_rule {
    cw_quantity quantity;
    const char *field;
    double most_mps;
} quantity_rule;

static bool read_flow(reader *r, const raw_flow *raw, const quantity_rule *rule, cw_vector *value) {
    bool wind = rule->quantity == CW_WIND;
    double direction, speed;
    size_t mark = reader_enter(r, "constant");
    if (wind && raw->toward != NULL) {
        return reader_fail(r, "toward", "a wind is given by where it comes from: `from:`");
    }
    if (!wind && raw->from != NULL) {
        return reader_fail(r, "from", "a current is given by where it goes: `toward:`");
    }
    const char *word = wind ? "from" : "toward", *text = wind ? raw->from : raw->toward;
    if (!read_angle(r, word, text, REQUIRED, (limits){0.0, 360.0}, &direction)) return false;
    if (!read_speed(r, "speed", raw->speed, REQUIRED, (limits){0.0, rule->most_mps}, &speed)) {
        return false;
    }
    double sign = wind ? -1.0 : 1.0;
    value->east = sign * speed * sin(cw_radians(direction));
    value->north = sign * speed * cos(cw_radians(direction));
    reader_leave(r, mark);
    return true;
}

static bool read_tide(reader *r, const raw_source *raw, const quantity_rule *rule,
                      cw_source_spec *s) {
    s->kind = CW_SOURCE_TIDE;
    if (rule->quantity != CW_CURRENT) return reader_fail(r, "tide", "only a current can be a tide");
    if (strcmp(raw->tide, "bundled") != 0 && !read_path(r, "tide", raw->tide, REQUIRED, &s->path)) {
        return false;
    }
    s->reach_m = DEFAULT_REACH_M;
    return read_length(r, "reach", raw->reach, OPTIONAL, (limits){0.0, 200e3}, &s->reach_m);
}

static bool read_file(reader *r, const raw_source *raw, cw_source_spec *s) {
    char *east = NULL, *north = NULL, *grid = NULL;
    s->kind = CW_SOURCE_FILE;
    if (!read_path(r, "file", raw->file, REQUIRED, &s->path)
        || !read_text(r, "east", raw->east, OPTIONAL, &east)
        || !read_text(r, "north", raw->north, OPTIONAL, &north)
        || !read_path(r, "grid", raw->grid, OPTIONAL, &grid)) {
        return false;
    }
    if ((east == NULL) != (north == NULL)) {
        return reader_fail(r, east == NULL ? "north" : "east",
                           "`east` and `north` name the two variables: give both or neither");
    }
    s->options =
        (cw_file_options){.east_variable = east, .north_variable = north, .grid_path = grid};
    return true;
}

static bool read_source(reader *r, const raw_source *raw, const quantity_rule *rule,
                        cw_source_spec *s) {
    s->line = reader_line(r);
    int kinds = (raw->constant != NULL) + (raw->tide != NULL) + (raw->file != NULL);
    if (kinds != 1) {
        return reader_fail(r, NULL, "a source must have exactly one of constant, tide, file");
    }
    if (raw->tide == NULL && raw->reach != NULL) {
        return reader_fail(r, "reach", "belongs to a tide");
    }
    if (raw->file == NULL && (raw->east != NULL || raw->north != NULL || raw->grid != NULL)) {
        return reader_fail(r, NULL, "`east`, `north` and `grid` belong to a file");
    }
    if (raw->tide != NULL) return read_tide(r, raw, rule, s);
    if (raw->file != NULL) return read_file(r, raw, s);
    s->kind = CW_SOURCE_CONSTANT;
    return read_flow(r, raw->constant, rule, &s->value);
}

static bool read_beyond(reader *r, const char *text, cw_beyond *to) {
    static const choice words[] = {
        {"error", CW_BEYOND_ERROR}, {"hold", CW_BEYOND_HOLD}, {"zero", CW_BEYOND_ZERO}, {NULL, 0}};
    int value = CW_BEYOND_ERROR;
    if (!read_choice(r, "beyond", text, OPTIONAL, words, &value)) return false;
    *to = (cw_beyond)value;
    return true;
}

static bool make_sources(reader *r, size_t count, cw_quantity_spec *q) {
    enum { MOST_SOURCES = 64 };
    if (count == 0) {
        return reader_fail(r, "sources", "give at least one source (a constant of 0 kn is one)");
    }
    if (count > MOST_SOURCES) return reader_fail(r, "sources", "has too many entries");
    q->sources = reader_array(r, count, sizeof *q->sources);
    q->source_count = count;
    return q->sources != NULL;
}

static bool read_quantity(reader *r, const raw_quantity *raw, const quantity_rule *rule,
                          cw_quantity_spec *q) {
    limits tau = {1.0, 30.0 * 86400.0};
    if (raw == NULL) return true;
    size_t mark = reader_enter(r, "%s", rule->field);
    q->tau_s = DEFAULT_CORRELATION_S;
    if (!make_sources(r, raw->sources_count, q)) return false;
    for (size_t i = 0; i < q->source_count; i++) {
        size_t entry = reader_enter(r, "sources[%zu]", i);
        if (!read_source(r, &raw->sources[i], rule, &q->sources[i])) return false;
        reader_leave(r, entry);
    }
    if (!read_beyond(r, raw->beyond, &q->beyond)
        || !read_speed(r, "std", raw->std, OPTIONAL, (limits){0.0, rule->most_mps}, &q->std_mps)
        || !read_duration(r, "correlation", raw->correlation, OPTIONAL, tau, &q->tau_s)) {
        return false;
    }
    if (rule->quantity == CW_STOKES && (raw->std != NULL || raw->correlation != NULL)) {
        return reader_fail(r, NULL, "the error of the Stokes drift belongs to the current");
    }
    reader_leave(r, mark);
    return true;
}

static bool read_scalar_source(reader *r, const raw_scalar_source *raw, cw_source_spec *s) {
    s->line = reader_line(r);
    if ((raw->constant == NULL) == (raw->file == NULL)) {
        return reader_fail(r, NULL, "a temperature must have exactly one of constant, file");
    }
    if (raw->constant != NULL) {
        if (raw->variable != NULL || raw->grid != NULL) {
            return reader_fail(r, NULL, "`variable` and `grid` belong to a file");
        }
        s->kind = CW_SOURCE_CONSTANT;
        return read_celsius(r, "constant", raw->constant, REQUIRED, &s->value.east);
    }
    char *variable = NULL, *grid = NULL;
    s->kind = CW_SOURCE_FILE;
    if (!read_path(r, "file", raw->file, REQUIRED, &s->path)
        || !read_text(r, "variable", raw->variable, OPTIONAL, &variable)
        || !read_path(r, "grid", raw->grid, OPTIONAL, &grid)) {
        return false;
    }
    s->options = (cw_file_options){.east_variable = variable, .grid_path = grid};
    return true;
}

static bool read_temperature(reader *r, const raw_scalar *raw, cw_quantity_spec *q) {
    if (raw == NULL) return true;
    size_t mark = reader_enter(r, "temperature");
    if (!make_sources(r, raw->sources_count, q)) return false;
    for (size_t i = 0; i < q->source_count; i++) {
        size_t entry = reader_enter(r, "sources[%zu]", i);
        if (!read_scalar_source(r, &raw->sources[i], &q->sources[i])) return false;
        reader_leave(r, entry);
    }
    if (!read_beyond(r, raw->beyond, &q->beyond)) return false;
    reader_leave(r, mark);
    return true;
}

bool read_environment(reader *r, const raw_case *raw, cw_case *c) {
    static const quantity_rule current = {CW_CURRENT, "current", MOST_CURRENT_MPS};
    static const quantity_rule wind = {CW_WIND, "wind", MOST_WIND_MPS};
    static const quantity_rule stokes = {CW_STOKES, "stokes", MOST_CURRENT_MPS};
    const raw_environment *e = raw->environment;
    if (e == NULL) return reader_missing(r, "environment");
    size_t mark = reader_enter(r, "environment");
    if (e->current == NULL) return reader_missing(r, "current");
    if (e->wind == NULL) return reader_missing(r, "wind");
    if (!read_quantity(r, e->current, &current, &c->current)
        || !read_quantity(r, e->wind, &wind, &c->wind)
        || !read_quantity(r, e->stokes, &stokes, &c->stokes)
        || !read_temperature(r, e->temperature, &c->temperature) || !read_weather(r, raw, c)) {
        return false;
    }
    reader_leave(r, mark);
    return true;
}
