/* SPDX-License-Identifier: Apache-2.0 */
/* From the case's words for currents, wind, Stokes drift and temperature to open sources. */
#include "scene_sources.h"

#include <math.h>
#include <stdlib.h>

static const char TIDE_TABLE[] = "tides_dover_strait.csv";

cw_source *cw_case_source(const cw_source_spec *spec, cw_quantity quantity, cw_error *err) {
    if (spec->kind == CW_SOURCE_CONSTANT) return cw_source_constant(quantity, spec->value, err);
    if (spec->kind == CW_SOURCE_FILE) {
        return cw_source_file(quantity, spec->path, &spec->options, err);
    }
    if (spec->path != NULL) return cw_source_tide(spec->path, NULL, spec->reach_m, err);
    size_t length;
    const char *text = cw_data_file(TIDE_TABLE, &length);
    if (text != NULL) return cw_source_tide(NULL, text, spec->reach_m, err);
    cw_fail(err, CW_ERR_MACHINE, "the bundled tide table is not built in");
    return NULL;
}

/* Puts file, line and field before what is wrong with a source. */
static void name_source(const cw_case *c, const cw_quantity_spec *q, cw_quantity quantity, size_t i,
                        cw_error *err) {
    cw_error_prefix(err, "%s, line %zu, environment.%s.sources[%zu]", c->path, q->sources[i].line,
                    cw_quantity_name(quantity), i);
}

/* All sources of one quantity as one; *joined stays NULL when none is given. */
static bool open_quantity(const cw_case *c, const cw_quantity_spec *q, cw_quantity quantity,
                          cw_source **joined, cw_error *err) {
    if (q->source_count == 0) return true;
    cw_source **parts = calloc(q->source_count, sizeof *parts);
    if (parts == NULL) return cw_fail_memory(err);
    size_t opened = 0;
    while (opened < q->source_count) {
        parts[opened] = cw_case_source(&q->sources[opened], quantity, err);
        if (parts[opened] == NULL) {
            name_source(c, q, quantity, opened, err);
            break;
        }
        opened++;
    }
    if (opened == 1 && q->source_count == 1) {
        *joined = parts[0];
    } else if (opened == q->source_count) {
        *joined = cw_source_join(parts, opened, err);
        if (*joined == NULL) name_source(c, q, quantity, 0, err);
    } else {
        for (size_t i = 0; i < opened; i++) cw_source_destroy(parts[i]);
    }
    free(parts);
    return *joined != NULL;
}

bool sources_open(const cw_case *c, sources *s, cw_error *err) {
    *s = (sources){0};
    if (open_quantity(c, &c->current, CW_CURRENT, &s->current, err)
        && open_quantity(c, &c->wind, CW_WIND, &s->wind, err)
        && open_quantity(c, &c->stokes, CW_STOKES, &s->stokes, err)
        && open_quantity(c, &c->temperature, CW_WATER_TEMPERATURE, &s->temperature, err)) {
        return true;
    }
    sources_close(s);
    return false;
}

void sources_close(sources *s) {
    cw_source_destroy(s->current);
    cw_source_destroy(s->wind);
    cw_source_destroy(s->stokes);
    cw_source_destroy(s->temperature);
    *s = (sources){0};
}

double sources_speed_guess(const cw_quantity_spec *q, double otherwise) {
    double most = q->source_count == 0 ? 0.0 : otherwise;
    bool constant = q->source_count > 0;
    double largest = 0.0;
    for (size_t i = 0; i < q->source_count; i++) {
        constant = constant && q->sources[i].kind == CW_SOURCE_CONSTANT;
        largest = fmax(largest, hypot(q->sources[i].value.east, q->sources[i].value.north));
    }
    return (constant ? largest : most) + 3.0 * q->std_mps;
}

bool sources_temperature(const cw_case *c, const sources *s, cw_position at, cw_time time,
                         double *celsius, cw_error *err) {
    *celsius = NAN;
    if (s->temperature == NULL) return true;
    cw_coverage coverage;
    cw_source_coverage(s->temperature, &coverage);
    if (c->temperature.beyond != CW_BEYOND_ERROR) {
        bool outside = time < coverage.first || time > coverage.last;
        if (outside && c->temperature.beyond == CW_BEYOND_ZERO) return true;
        if (time < coverage.first) time = coverage.first;
        if (time > coverage.last) time = coverage.last;
    }
    cw_vector value;
    if (!cw_source_sample(s->temperature, time, &at, 1, &value, err)) {
        return cw_error_prefix(err, "%s, environment.temperature", c->path);
    }
    *celsius = value.east;
    return true;
}
