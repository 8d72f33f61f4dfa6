/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a job is made of. Its identifier is the hash of all that its answer depends on, so that who
 * asks for the same gets the job that is there: the program's version, the options, the case file
 * byte by byte, and the contents of the files that the case refers to, in the order in which it
 * does. Who asks, how urgently and for which incident is no part of it.
 */
#include "queue.h"

#include "record/codec.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

cw_job_id content_id(const job_content *content, const char *version) {
    static const char head[] = "crosswatch job 1\n";
    char options[OPTIONS_TEXT];
    cw_hash text = hash_pieces(&(piece){content->text, content->length}, 1);
    options_format(&content->options, options);
    /* texts with the NUL at their end, hashes of fixed length: no two contents read the same */
    const piece pieces[] = {{head, sizeof head},
                            {version, strlen(version) + 1},
                            {options, strlen(options) + 1},
                            {text.bytes, sizeof text.bytes},
                            {content->files, content->file_count * sizeof content->files[0]}};
    return hash_pieces(pieces, sizeof pieces / sizeof pieces[0]);
}

/* ---- options --------------------------------------------------------------------------------- */

static const char *objective_word(const cw_job_options *options) {
    if (!options->objective_given) return "case";
    return options->objective == CW_ALIVE ? "alive" : "success";
}

const char *options_format(const cw_job_options *options, char text[OPTIONS_TEXT]) {
    snprintf(text, OPTIONS_TEXT, "%s particles=%zu objective=%s", options->plan ? "plan" : "where",
             options->particles, objective_word(options));
    return text;
}

/* Reads what options_format writes, by writing it again: nothing else is taken. */
bool options_parse(const char *text, cw_job_options *options, cw_error *err) {
    char again[OPTIONS_TEXT], *end = NULL;
    const char *number = strstr(text, "particles="), *objective = strstr(text, "objective=");
    *options = (cw_job_options){.plan = strncmp(text, "plan ", 5) == 0};
    errno = 0;
    if (number != NULL) options->particles = strtoull(number + strlen("particles="), &end, 10);
    if (objective != NULL && strcmp(objective, "objective=case") != 0) {
        options->objective_given = true;
        options->objective = strcmp(objective, "objective=alive") == 0 ? CW_ALIVE : CW_SUCCESS;
    }
    return (errno == 0 && strcmp(options_format(options, again), text) == 0)
           || cw_fail(err, CW_ERR_INPUT, "the options of a job cannot be read: \"%.60s\"", text);
}

/* ---- files ----------------------------------------------------------------------------------- */

typedef struct walk {
    path_visitor visit;
    void *context;
    size_t count;
    cw_error *err;
} walk;

/* What takes the path's place; NULL after a failure or when there is none. */
static char *visited(walk *w, const char *path, bool *good) {
    char *instead = NULL;
    if (path == NULL || !*good) return NULL;
    *good = w->visit(w->context, w->count++, path, &instead, w->err);
    return instead;
}

static bool visit_quantity(walk *w, cw_quantity_spec *quantity) {
    bool good = true;
    for (size_t i = 0; i < quantity->source_count; i++) {
        cw_source_spec *source = &quantity->sources[i];
        char *path = visited(w, source->path, &good);
        char *grid = visited(w, source->options.grid_path, &good);
        if (path != NULL) source->path = path;
        if (grid != NULL) source->options.grid_path = grid;
    }
    return good;
}

bool case_visit_paths(cw_case *c, path_visitor visit, void *context, cw_error *err) {
    walk w = {.visit = visit, .context = context, .err = err};
    bool good = visit_quantity(&w, &c->current) && visit_quantity(&w, &c->wind)
                && visit_quantity(&w, &c->stokes) && visit_quantity(&w, &c->temperature);
    char *coast = visited(&w, c->coast_path, &good);
    if (coast != NULL) c->coast_path = coast;
    for (size_t i = 0; i < c->region_count; i++) {
        char *path = visited(&w, c->regions[i].path, &good);
        if (path != NULL) c->regions[i].path = path;
    }
    return good;
}

bool case_is_bearable(const cw_case *c, const cw_job_options *options, cw_error *err) {
    size_t each = options->particles > 0 ? options->particles : c->particles;
    if (each <= CW_JOB_MOST_PARTICLES / (c->hypothesis_count > 0 ? c->hypothesis_count : 1))
        return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "%s: %zu hypotheses of %zu particles are more than the %d that a job of the "
                   "queue may have; crosswatch drift works such a case",
                   c->path, c->hypothesis_count, each, CW_JOB_MOST_PARTICLES);
}
