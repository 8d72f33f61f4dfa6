/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One result: who searched, in what conditions, where and when; or what was seen. The conditions
 * are those met on scene and must be given: the forecast that the plan was made with would make a
 * search in fog count as one in clear air. The light is not asked for; it is computed.
 */
#include "read.h"
#include "result_raw.h"

#include <inttypes.h>
#include <stdio.h>
#include <math.h>
#include <string.h>

/* FNV-1a, 64 bits (Fowler, Noll, Vo): tells whether two results say the same. Not a defence against
 * someone who wants them to collide. */
static uint64_t hash_text(const cw_text *text) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text->length; i++)
        hash = (hash ^ (unsigned char)text->data[i]) * UINT64_C(0x100000001b3);
    return hash != 0 ? hash : 1;
}

/* Everything that it says, its id and source apart; places to a centimetre. */
static bool set_content(reader *r, cw_search_result *to) {
    cw_text all = {0};
    cw_text_add(&all, "%d %s %" PRId64 " %" PRId64 " %g %g %g\n", (int)to->kind, to->unit.name,
                to->from, to->until, to->conditions.visibility_m, to->conditions.wind_mps,
                to->conditions.wave_height_m);
    for (size_t k = 0; k < to->part_count; k++) {
        for (size_t i = 0; i < to->parts[k].count; i++) {
            const cw_timed_position *p = &to->parts[k].points[i];
            cw_text_add(&all, "%.7f %.7f %" PRId64 "\n", p->at.lat_deg, p->at.lon_deg, p->time);
        }
    }
    cw_text_add(&all, "%.7f %.7f %" PRId64 " %g %g %d %g %g\n", to->at.lat_deg, to->at.lon_deg,
                to->time, to->radius_m, to->confidence, to->object, to->related, to->background_m2);
    if (!all.failed) to->content = hash_text(&all);
    cw_text_free(&all);
    return to->content != 0 || cw_fail_memory(r->err);
}

/* ---- a search ----------------------------------------------------------------------------------
 */

static bool find_unit(reader *r, const char *name, const cw_case *c, cw_unit *to) {
    char list[256] = "";
    for (size_t i = 0; i < c->unit_count; i++) {
        if (strcmp(c->units[i].name, name) == 0) {
            *to = c->units[i];
            return true;
        }
        size_t length = strlen(list);
        snprintf(list + length, sizeof list - length, "%s%s", i > 0 ? ", " : "", c->units[i].name);
    }
    if (c->unit_count == 0)
        return reader_fail(r, "unit", "the case has no units: describe it with `described`");
    return reader_fail(r, "unit",
                       "the case has no unit \"%.64s\" (it has %s): take one of them, or describe "
                       "it with `described`",
                       name, list);
}

static bool read_who(reader *r, const raw_result *raw, const cw_case *c, cw_search_result *to) {
    char name[sizeof to->unit.name] = "";
    if (raw->described != NULL && raw->unit != NULL)
        return reader_fail(r, "described", "`unit` and `described` are both given: one is wanted");
    if (raw->described == NULL) {
        if (!read_word(r, "unit", raw->unit, REQUIRED, name, sizeof name)) return false;
        return find_unit(r, name, c, &to->unit);
    }
    size_t mark = reader_enter(r, "described");
    if (!read_unit(r, raw->described, c, &to->unit)) return false;
    reader_leave(r, mark);
    return true;
}

static bool read_conditions(reader *r, const raw_seen_conditions *raw, cw_conditions *to) {
    if (raw == NULL) return reader_missing(r, "conditions");
    size_t mark = reader_enter(r, "conditions");
    if (!read_length(r, "visibility", raw->visibility, REQUIRED, (limits){1.0, 200e3},
                     &to->visibility_m)
        || !read_speed(r, "wind", raw->wind, REQUIRED, (limits){0.0, 75.0}, &to->wind_mps)
        || !read_length(r, "wave_height", raw->wave_height, REQUIRED, (limits){0.0, 30.0},
                        &to->wave_height_m)) {
        return false;
    }
    reader_leave(r, mark);
    return true;
}

/* Sweep widths are looked up for every object: each must be in the tables. */
static bool check_objects(reader *r, const cw_case *c) {
    for (size_t i = 0; i < c->object_count; i++) {
        if (c->objects[i].sweep[0] != '\0') continue;
        return reader_fail(
            r, NULL, "the case's object \"%s\" has no `sweep`, which tells how far it is seen",
            c->objects[i].name);
    }
    return true;
}

static bool read_search_done(reader *r, const raw_result *raw, const cw_case *c,
                             cw_search_result *to) {
    to->kind = CW_RESULT_NOTHING_FOUND;
    if (!check_objects(r, c) || !read_who(r, raw, c, to)
        || !read_conditions(r, raw->conditions, &to->conditions)
        || !read_flag(r, "returned", raw->returned, OPTIONAL, &to->returned))
        return false;
    return raw->track != NULL ? read_track(r, raw->track, c->search_from, to)
                              : read_done_pattern(r, raw->pattern, c, to);
}

/* ---- a sighting --------------------------------------------------------------------------------
 */

static bool read_object(reader *r, const char *text, const cw_case *c, int *object) {
    char name[64] = "";
    *object = -1;
    if (!read_word(r, "object", text, OPTIONAL, name, sizeof name)) return false;
    if (name[0] == '\0') return true;
    for (size_t i = 0; i < c->object_count; i++) {
        if (strcmp(c->objects[i].name, name) == 0) *object = (int)i;
    }
    return *object >= 0 || reader_fail(r, "object", "the case has no object \"%s\"", name);
}

static bool read_related(reader *r, const char *text, double *to) {
    if (text == NULL) return reader_missing(r, "related");
    *to = 1.0;
    if (strcmp(text, "1") == 0 || strcmp(text, "100 %") == 0 || strcmp(text, "100%") == 0)
        return true;
    cw_error err = {0};
    reader own = *r;
    own.err = &err;
    if (read_confidence(&own, "related", text, to)) return true;
    return reader_fail(r, "related",
                       "\"%.64s\" is not a probability above 0 and at most 1, such as 80 %% (one "
                       "that cannot be related says nothing)",
                       text);
}

static bool read_background(reader *r, const raw_sighting *raw, cw_search_result *to) {
    double radius_m = 0.0;
    if (!read_length(r, "background_radius", raw->background_radius,
                     to->related < 1.0 ? REQUIRED : OPTIONAL, (limits){100.0, 1000e3}, &radius_m))
        return false;
    to->background_m2 = CW_PI * radius_m * radius_m;
    return true;
}

static bool read_sighting(reader *r, const raw_sighting *raw, const cw_case *c,
                          cw_search_result *to) {
    char *what = NULL;
    size_t mark = reader_enter(r, "sighting");
    to->kind = CW_RESULT_SIGHTING;
    to->confidence = 0.5;
    if (!read_text(r, "what", raw->what, REQUIRED, &what)
        || !read_position(r, "position", raw->position, REQUIRED, &to->at)
        || !read_length(r, "radius", raw->radius, REQUIRED, (limits){1.0, 200e3}, &to->radius_m)
        || !read_confidence(r, "confidence", raw->confidence, &to->confidence)
        || !read_time(r, "time", raw->time, REQUIRED, &to->time)
        || !read_object(r, raw->object, c, &to->object)
        || !read_related(r, raw->related, &to->related) || !read_background(r, raw, to))
        return false;
    to->from = to->until = to->time;
    reader_leave(r, mark);
    return true;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

bool read_result(reader *r, const raw_result *raw, const cw_case *c, cw_search_result *to) {
    int kinds = (raw->pattern != NULL) + (raw->track != NULL) + (raw->sighting != NULL);
    char *source = NULL;
    to->object = -1;
    if (!read_word(r, "id", raw->id, REQUIRED, to->id, sizeof to->id)
        || !read_text(r, "source", raw->source, OPTIONAL, &source))
        return false;
    if (kinds != 1)
        return reader_fail(
            r, NULL,
            "a result has exactly one of `pattern`, `track` and `sighting`, and this "
            "one has %d",
            kinds);
    if (raw->sighting != NULL) {
        if (raw->unit || raw->described || raw->conditions || raw->returned)
            return reader_fail(r, NULL,
                               "a sighting has no `unit`, `described`, `conditions` or `returned`");
        return read_sighting(r, raw->sighting, c, to) && set_content(r, to);
    }
    return read_search_done(r, raw, c, to) && set_content(r, to);
}
