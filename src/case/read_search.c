/* SPDX-License-Identifier: Apache-2.0 */
/* How the drift is computed, and when and by which law the search is made. */
#include "read.h"

#include <stddef.h>

static const double DEFAULT_SEPARATION_M = 0.5 * CW_NAUTICAL_MILE_M;
/* Aircraft that search beside each other are kept apart by 500 ft of height. */
static const double DEFAULT_HEIGHT_SEPARATION_M = 500.0 * CW_FOOT_M;
/* With fewer than LEAST the optimiser has not tried one pattern a unit, and would say "no" of units
 * that can well search. */
enum { DEFAULT_AREAS = 3, MOST_AREAS_A_UNIT = 8 };
enum { DEFAULT_EVALUATIONS = 400, LEAST_EVALUATIONS = 20, MOST_EVALUATIONS = 1000000 };
static const cw_time MOST_SPAN = 31 * 24 * CW_HOUR_MS;
static const cw_time MOST_WINDOW = 30 * 24 * CW_HOUR_MS; /* the planner's, see docs/search.md */

static const choice schemes[] = {{"euler", CW_EULER}, {"rk2", CW_RK2}, {"rk4", CW_RK4}, {NULL, 0}};
static const choice errors[] = {
    {"classic", CW_LEEWAY_CLASSIC}, {"correlated", CW_LEEWAY_CORRELATED}, {NULL, 0}};
static const choice shores[] = {{"strand", CW_SHORE_STRAND},
                                {"refloat", CW_SHORE_REFLOAT},
                                {"ignore", CW_SHORE_IGNORE},
                                {NULL, 0}};

static bool read_drift_choices(reader *r, const raw_drift *d, cw_drift_options *o) {
    int scheme = (int)o->scheme, error = (int)o->leeway_error, shore = (int)o->shore;
    if (!read_choice(r, "scheme", d->scheme, OPTIONAL, schemes, &scheme)
        || !read_choice(r, "leeway_error", d->leeway_error, OPTIONAL, errors, &error)
        || !read_choice(r, "shore", d->shore, OPTIONAL, shores, &shore)) {
        return false;
    }
    o->scheme = (cw_scheme)scheme;
    o->leeway_error = (cw_leeway_error)error;
    o->shore = (cw_shore)shore;
    return true;
}

static cw_time latest_release(const cw_case *c) {
    cw_time latest = c->hypotheses[0].adrift_to;
    for (size_t i = 1; i < c->hypothesis_count; i++) {
        if (c->hypotheses[i].adrift_to > latest) latest = c->hypotheses[i].adrift_to;
    }
    return latest;
}

/* From where and when something was found back to where it can have been: no search, no units, and
 * nothing that turns into something else. */
static bool look_back(reader *r, const raw_case *raw, const char *to, cw_case *c) {
    if (!read_time(r, "backward_to", to, REQUIRED, &c->drift.to)) return false;
    c->drift.from = latest_release(c);
    c->search_from = c->drift.to;
    c->search_to = c->drift.from;
    for (size_t i = 0; i < c->hypothesis_count; i++) {
        if (c->drift.to < c->hypotheses[i].adrift_from) continue;
        return reader_fail(r, "backward_to", "lies not before the `adrift` times of \"%s\"",
                           c->hypotheses[i].name);
    }
    if (c->drift.from - c->drift.to > MOST_SPAN) {
        return reader_fail(r, "backward_to", "lies more than 31 days before the last hypothesis");
    }
    if (raw->search != NULL || raw->units_count > 0) {
        return reader_fail(r, "backward_to",
                           "a case that looks back has no `search` and no `units`");
    }
    for (size_t i = 0; i < c->object_count; i++) {
        if (c->objects[i].becomes < 0) continue;
        return reader_fail(r, "backward_to",
                           "a case that looks back has no object that `becomes` another");
    }
    return true;
}

bool read_drift(reader *r, const raw_case *raw, cw_case *c) {
    const raw_drift *d = raw->drift;
    cw_drift_options *o = &c->drift;
    *o = cw_drift_options_default();
    if (d == NULL) return true;
    size_t mark = reader_enter(r, "drift");
    if (!read_duration(r, "step", d->step, OPTIONAL, (limits){1.0, 3600.0}, &o->step_s)
        || !read_duration(r, "output", d->output, OPTIONAL, (limits){10.0, 86400.0}, &o->output_s)
        || !read_number(r, "jibe_per_hour", d->jibe_per_hour, OPTIONAL, (limits){0.0, 60.0},
                        &o->jibe_per_hour)
        || !read_duration(r, "leeway_correlation", d->leeway_correlation, OPTIONAL,
                          (limits){60.0, 30.0 * 86400.0}, &o->leeway_tau_s)
        || !read_number(r, "refloat_per_hour", d->refloat_per_hour, OPTIONAL, (limits){0.0, 60.0},
                        &o->refloat_per_hour)
        || !read_drift_choices(r, d, o)) {
        return false;
    }
    if (d->backward_to != NULL && !look_back(r, raw, d->backward_to, c)) return false;
    reader_leave(r, mark);
    return true;
}

static void set_span(cw_case *c) {
    c->drift.from = c->hypotheses[0].adrift_from;
    for (size_t i = 1; i < c->hypothesis_count; i++) {
        if (c->hypotheses[i].adrift_from < c->drift.from) {
            c->drift.from = c->hypotheses[i].adrift_from;
        }
    }
    c->drift.to = c->search_to;
}

static bool check_span(reader *r, const raw_case *raw, const cw_case *c) {
    if (c->search_to <= c->search_from) return reader_fail(r, "to", "lies not after `from`");
    for (size_t i = 0; i < c->hypothesis_count; i++) {
        if (c->hypotheses[i].adrift_to <= c->search_to) continue;
        return reader_fail(r, "to",
                           "the search ends before the `adrift` times of hypothesis "
                           "\"%s\" do",
                           c->hypotheses[i].name);
    }
    if (c->drift.to - c->drift.from > MOST_SPAN) {
        return reader_fail(r, "to", "lies more than 31 days after the first hypothesis");
    }
    if (raw->units_count == 0 || c->search_to - c->search_from <= MOST_WINDOW) return true;
    return reader_fail(r, "to", "lies more than 30 days after `from`");
}

bool read_search(reader *r, const raw_case *raw, cw_case *c) {
    static const choice laws[] = {{"inverse_cube", CW_INVERSE_CUBE},
                                  {"exponential", CW_EXPONENTIAL},
                                  {"definite", CW_DEFINITE},
                                  {"random", CW_RANDOM},
                                  {NULL, 0}};
    static const choice objectives[] = {{"success", CW_SUCCESS}, {"alive", CW_ALIVE}, {NULL, 0}};
    static const choice patterns[] = {{"moving", 0}, {"over_ground", 1}, {NULL, 0}};
    const raw_search *s = raw->search;
    int law = CW_INVERSE_CUBE, objective = CW_SUCCESS, over_ground = 0;
    uint64_t evaluations = DEFAULT_EVALUATIONS, areas = DEFAULT_AREAS;
    if (c->drift.to < c->drift.from) return true; /* looks back */
    if (s == NULL) return reader_missing(r, "search");
    size_t mark = reader_enter(r, "search");
    c->separation_m = DEFAULT_SEPARATION_M;
    c->height_separation_m = DEFAULT_HEIGHT_SEPARATION_M;
    if (!read_time(r, "from", s->from, REQUIRED, &c->search_from)
        || !read_time(r, "to", s->to, REQUIRED, &c->search_to)
        || !read_choice(r, "law", s->law, OPTIONAL, laws, &law)
        || !read_choice(r, "objective", s->objective, OPTIONAL, objectives, &objective)
        || !read_length(r, "separation", s->separation, OPTIONAL, (limits){0.0, 50e3},
                        &c->separation_m)
        || !read_length(r, "height_separation", s->height_separation, OPTIONAL,
                        (limits){0.0, 5000.0}, &c->height_separation_m)
        || !read_count(r, "areas", s->areas, OPTIONAL, 1, MOST_AREAS_A_UNIT, &areas)
        || !read_choice(r, "patterns", s->patterns, OPTIONAL, patterns, &over_ground)
        || !read_count(r, "evaluations", s->evaluations, OPTIONAL, LEAST_EVALUATIONS,
                       MOST_EVALUATIONS, &evaluations)
        || !read_duration(r, "time_limit", s->time_limit, OPTIONAL, (limits){0.0, 3600.0},
                          &c->time_limit_s)) {
        return false;
    }
    if (objective == CW_ALIVE
        && (raw->environment == NULL || raw->environment->temperature == NULL))
        return reader_fail(r, "objective",
                           "people found alive cannot be told without environment.temperature");
    c->law = (cw_detection_law)law;
    c->objective = (cw_objective)objective;
    c->most_areas = (size_t)areas;
    c->over_ground = over_ground != 0;
    c->evaluations = (size_t)evaluations;
    set_span(c);
    if (!check_span(r, raw, c)) return false;
    reader_leave(r, mark);
    return true;
}
