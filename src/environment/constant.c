/* SPDX-License-Identifier: Apache-2.0 */
/* One value everywhere and always: what a crew reports by radio, and what closed forms are checked
 * with. */
#include "source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Far above any gale or race (m/s), below what a slip of units gives; degrees for temperature. */
static const double MOST[] = {
    [CW_CURRENT] = 15.0, [CW_WIND] = 120.0, [CW_STOKES] = 5.0, [CW_WATER_TEMPERATURE] = 45.0};

typedef struct constant_source {
    cw_source base;
    cw_vector value;
} constant_source;

static void coverage(const cw_source *base, cw_coverage *c) {
    static const char *const unit[] = {"m/s", "m/s", "m/s", "degrees Celsius"};
    const constant_source *source = (const constant_source *)base;
    c->first = INT64_MIN;
    c->last = INT64_MAX;
    c->box = (cw_box){-90.0, -180.0, 90.0, 180.0};
    snprintf(c->kind, sizeof c->kind, "constant");
    snprintf(c->variables, sizeof c->variables, "east %g, north %g %s", source->value.east,
             source->value.north, unit[base->quantity]);
}

static size_t times(const cw_source *base, cw_time from, cw_time to, cw_time *out, size_t most) {
    (void)base, (void)from, (void)to, (void)out, (void)most;
    return 0;
}

static bool sample(cw_source *base, cw_time time, const cw_position *at, size_t count,
                   cw_vector *values, cw_error *err) {
    const constant_source *source = (const constant_source *)base;
    (void)time, (void)at, (void)err;
    for (size_t i = 0; i < count; i++) values[i] = source->value;
    return true;
}

static void destroy(cw_source *base) {
    free(base);
}

static const source_operations constant_operations = {coverage, times, sample, destroy};

cw_source *cw_source_constant(cw_quantity quantity, cw_vector value, cw_error *err) {
    double size = hypot(value.east, value.north);
    if (!(size <= MOST[quantity])) {
        cw_fail(err, CW_ERR_INPUT, "the constant %s (east %g, north %g) is not possible at sea",
                cw_quantity_name(quantity), value.east, value.north);
        return NULL;
    }
    constant_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    source->base.operations = &constant_operations;
    source->base.quantity = quantity;
    snprintf(source->base.name, sizeof source->base.name, "constant");
    source->value = value;
    return &source->base;
}
