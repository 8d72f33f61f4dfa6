/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident, the words that want a case: whose region, who can be there first, and which
 * incident a report belongs to, with the drift of the case of one of them. */
#include "incident.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The case of case=FILE, drifted; NULL with *err. Free with cw_run_destroy and cw_case_destroy. */
static cw_run *drifted(const incident_call *c, cw_case **source, cw_error *err) {
    char cache[1024];
    const char *path = cw_desk_value(&c->desk, "case");
    cli_progress progress = cli_progress_begin(c->options);
    cw_run_options options = cli_run_options(c->options, cli_cache_directory(cache), &progress);
    *source = path != NULL ? cw_case_load(path, err) : NULL;
    if (path == NULL) cw_fail(err, CW_ERR_INPUT, "incident %s needs case=FILE", c->desk.word);
    cw_run *run = *source != NULL ? cw_run_create(*source, &options, err) : NULL;
    cli_progress_end(&progress);
    return run;
}

/* ---- which incident ----------------------------------------------------------------------------
 */

static void print_ranking(const incident_call *c, const cw_association *ranked, size_t count,
                          cw_text *t) {
    for (size_t k = 0; k < count; k++) {
        const cw_association *a = &ranked[k];
        cw_text_add(t, "%5.1f %%  %s\n", 100.0 * a->probability,
                    a->incident == CW_NONE ? cli_say(c->options, "none yet", "aucun encore")
                                           : c->situation->incidents[a->incident].id);
        for (size_t r = 0; r < a->reason_count; r++)
            cw_text_add(t, "         %s\n", a->reasons[r][c->options->language == CW_FRENCH]);
    }
}

static const cw_filed_report *report_named(const incident_call *c, cw_error *err) {
    const char *id = cw_desk_value(&c->desk, "report");
    cw_event_id wanted;
    if (id == NULL) {
        cw_fail(err, CW_ERR_INPUT, "incident associate needs report=...");
        return NULL;
    }
    if (!cw_store_find_id(c->store, id, &wanted, err)) return NULL;
    for (size_t i = 0; i < c->situation->report_count; i++) {
        if (cw_event_id_compare(&c->situation->reports[i].event->id, &wanted) == 0)
            return &c->situation->reports[i];
    }
    cw_fail(err, CW_NO, "%.20s is no report", id);
    return NULL;
}

bool incident_associate(incident_call *c, cw_text *t, cw_error *err) {
    const cw_filed_report *report = report_named(c, err);
    const char *number;
    cw_background background = cw_background_default();
    size_t most = c->situation->incident_count + 1;
    cw_association *ranked = cw_arena_alloc(c->arena, most * sizeof *ranked);
    if (report == NULL) return false;
    if (ranked == NULL) return cw_fail_memory(err);
    cw_case *source = NULL;
    cw_run *run = NULL;
    cw_drift_of drift = {.incident = CW_NONE};
    if (cw_desk_value(&c->desk, "case") != NULL) { /* the case is that of incident=NAME */
        if (!cw_desk_incident(&c->desk, &drift.incident, err)) return false;
        run = drifted(c, &source, err);
        if (run != NULL) drift.tracks = run->tracks, drift.plane = run->scene->plane;
    }
    bool done = cw_desk_value(&c->desk, "case") == NULL || run != NULL;
    cw_evidence e = cw_evidence_of_report(report, &number);
    if (done)
        print_ranking(
            c, ranked,
            cw_associate(c->situation, &e, &drift, run != NULL, &background, ranked, most), t);
    cw_run_destroy(run);
    cw_case_destroy(source);
    return done;
}

/* ---- whose region (R4) --------------------------------------------------------------------------
 */

static void print_region(const incident_call *c, const char *when, cw_region_answer a, cw_text *t) {
    if (!a.known) {
        cw_text_add(t, "%-9s %s\n", when, cli_say(c->options, "not known", "inconnu"));
        return;
    }
    const char *answer = a.split
                             ? cli_say(c->options, "SPLIT: both act", "PARTAGÉ : les deux agissent")
                         : a.share_a > 0.5 ? "Dover"
                                           : "Gris-Nez";
    cw_text_add(t, "%-9s Dover %3.0f %%  Gris-Nez %3.0f %%  %s\n", when, 100.0 * a.share_a,
                100.0 * (1.0 - a.share_a), answer);
}

/* The first of each nation, whoever's water it is. */
static bool print_nearest(const incident_call *c, const cw_case *source, const cw_fix *fix,
                          cw_text *t, cw_error *err) {
    static const char *const nations[] = {"UK", "France"};
    cw_arrival *ranked;
    size_t count;
    if (!cw_desk_arrivals(fix, source->units, source->unit_count, c->desk.now, c->arena, &ranked,
                          &count, err))
        return false;
    for (size_t n = 0; n < 2; n++) {
        const cw_arrival *first = cw_desk_first_of(nations[n], source->units, ranked, count);
        if (first == NULL) continue;
        cw_text_add(t,
                    cli_say(c->options, "nearest of %s: %s, %.0f min\n",
                            "le plus proche (%s) : %s, %.0f min\n"),
                    nations[n], source->units[first->unit].name, first->minutes);
    }
    return true;
}

/* Of the fix that was told last. */
static bool print_fix_region(const incident_call *c, const cw_fix *fix, cw_text *t, cw_error *err) {
    cw_region_answer answer;
    if (!cw_desk_region(fix, &answer, err)) return false;
    print_region(c, cli_say(c->options, "last fix", "position"), answer, t);
    return true;
}

/* Of the drift, for the hours ahead. */
static bool print_drift_regions(const incident_call *c, const cw_run *run, cw_text *t,
                                cw_error *err) {
    enum { HOURS = 3 };
    cw_boundary boundary;
    if (!cw_boundary_dover_strait(run->scene->plane, &boundary, err)) return false;
    for (int hours = 0; hours <= HOURS; hours++) {
        char when[16];
        snprintf(when, sizeof when, "+%d h", hours);
        print_region(c, when,
                     cw_region_of_tracks(&boundary, run->tracks, c->desk.now + hours * CW_HOUR_MS),
                     t);
    }
    return true;
}

bool incident_region(incident_call *c, cw_text *t, cw_error *err) {
    size_t incident = CW_NONE;
    cw_case *source = NULL;
    bool with_case = cw_desk_value(&c->desk, "case") != NULL;
    if (!cw_desk_incident(&c->desk, &incident, err)) return false;
    const cw_fix *fix = cw_desk_last_fix(c->situation, incident, NULL);
    if (fix == NULL && !with_case)
        return cw_fail(err, CW_NO, "no position is known: give a case (case=FILE)");
    cw_run *run = with_case ? drifted(c, &source, err) : NULL;
    bool done = (run != NULL || !with_case) && (fix == NULL || print_fix_region(c, fix, t, err))
                && (run == NULL || print_drift_regions(c, run, t, err))
                && (run == NULL || fix == NULL || print_nearest(c, source, fix, t, err));
    cw_run_destroy(run);
    cw_case_destroy(source);
    return done;
}

/* ---- who is near (R5) ---------------------------------------------------------------------------
 */

static void print_arrival(const incident_call *c, const cw_unit *u, const cw_arrival *a, bool first,
                          cw_text *t) {
    char clock[CW_TIME_TEXT];
    cw_text_add(t, "%s  %4.0f min  %5.1f nm  %s (%s)", cw_time_format_short(a->at, clock),
                a->minutes, a->distance_m / CW_NAUTICAL_MILE_M, u->name, u->nation);
    if (isfinite(a->margin_minutes))
        cw_text_add(t,
                    first ? cli_say(c->options, ", first by %.0f min", ", premier de %.0f min")
                          : cli_say(c->options, ", %.0f min after the first",
                                    ", %.0f min après le premier"),
                    a->margin_minutes);
    if (a->entry_request)
        cw_text_add(t, "%s", cli_say(c->options, "  ENTRY REQUEST", "  DEMANDE D'ENTRÉE"));
    cw_text_add(t, "\n");
}

bool incident_arrivals(incident_call *c, cw_text *t, cw_error *err) {
    size_t incident = CW_NONE, count = 0;
    cw_arrival *ranked = NULL;
    const char *path = cw_desk_value(&c->desk, "case");
    if (!cw_desk_incident(&c->desk, &incident, err)) return false;
    if (path == NULL)
        return cw_fail(err, CW_ERR_INPUT, "incident arrivals needs case=FILE, for the units");
    const cw_fix *fix = cw_desk_last_fix(c->situation, incident, NULL);
    if (fix == NULL) return cw_fail(err, CW_NO, "no report of this incident gives a position");
    cw_case *source = cw_case_load(path, err);
    bool done = source != NULL
                && cw_desk_arrivals(fix, source->units, source->unit_count, c->desk.now, c->arena,
                                    &ranked, &count, err);
    for (size_t i = 0; i < count; i++)
        print_arrival(c, &source->units[ranked[i].unit], &ranked[i], i == 0, t);
    cw_case_destroy(source);
    return done;
}
