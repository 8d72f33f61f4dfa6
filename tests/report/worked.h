/* SPDX-License-Identifier: Apache-2.0 */
/* A worked case for the tests of the report room: real cases, few particles. */
#ifndef CROSSWATCH_TEST_REPORT_WORKED_H
#define CROSSWATCH_TEST_REPORT_WORKED_H

#include "support.h"

#include <crosswatch/run.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct worked {
    cw_case *c;
    cw_run *run;
    cw_result result; /* English */
} worked;

static inline worked worked_from(cw_case *c, size_t particles, bool plan) {
    cw_error err = {0};
    if (c == NULL) fail_msg("the case does not load");
    if (c->evaluations > 150) c->evaluations = 150; /* the plan need not be a good one here */
    cw_run_options options = {.particles = particles, .plan = plan};
    worked w = {.c = c, .run = cw_run_create(c, &options, &err)};
    if (w.run == NULL) fail_msg("%s", err.message);
    w.result = cw_run_result(w.run, CW_ENGLISH);
    return w;
}

/* One of the project's cases/. */
static inline worked worked_case(const char *name, size_t particles, bool plan) {
    char relative[256], path[1024];
    cw_error err = {0};
    snprintf(relative, sizeof relative, "cases/%s", name);
    cw_case *c = cw_case_load(support_source(relative, path), &err);
    if (c == NULL) fail_msg("%s", err.message);
    return worked_from(c, particles, plan);
}

static inline worked worked_text(const char *yaml, size_t particles, bool plan) {
    cw_error err = {0};
    cw_case *c = cw_case_parse(yaml, strlen(yaml), "test.yaml", ".", &err);
    if (c == NULL) fail_msg("%s", err.message);
    return worked_from(c, particles, plan);
}

static inline void worked_free(worked *w) {
    cw_run_destroy(w->run);
    cw_case_destroy(w->c);
}

static inline char *worked_slurp(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(data, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    if (length != NULL) *length = (size_t)size;
    return data;
}

#endif
