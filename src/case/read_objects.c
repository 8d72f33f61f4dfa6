/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What drifts and is looked for. One incident can be several objects, each with a share of the
 * probability, and one can turn into another: a boat into people in the water. Names of the leeway
 * and sweep width tables are looked up here, so that a wrong one is found with its line.
 */
#include "read.h"

#include <string.h>
#include <strings.h>

static bool read_leeway(reader *r, const char *text, const cw_leeway_table *table,
                        cw_case_object *o) {
    cw_error err = {0};
    if (!read_word(r, "leeway", text, REQUIRED, o->leeway, sizeof o->leeway)) return false;
    if (cw_leeway_find(table, o->leeway, &err) != NULL) return true;
    return reader_pass(r, "leeway", &err);
}

static bool read_sweep(reader *r, const char *text, wanted w, const cw_sweep_table *table,
                       cw_case_object *o) {
    cw_error err = {0};
    if (!read_word(r, "sweep", text, w, o->sweep, sizeof o->sweep)) return false;
    if (o->sweep[0] == '\0' || cw_sweep_object_find(table, o->sweep, &err) >= 0) return true;
    return reader_pass(r, "sweep", &err);
}

static bool read_people(reader *r, const char *text, cw_case_object *o) {
    uint64_t people = 0;
    o->people = -1;
    if (text == NULL || strcmp(text, "unknown") == 0) return true;
    if (!read_count(r, "people", text, OPTIONAL, 0, 100000, &people)) return false;
    o->people = (int)people;
    return true;
}

/* By default what the object itself says: persons in the water (leeway class PIW, or their row in
 * the sweep table) are immersed, PIW-2 and PIW-3 float by their class, PIW-4 wears a suit. */
static void default_exposure(cw_case_object *o) {
    bool person =
        strncasecmp(o->leeway, "PIW", 3) == 0 || strcasecmp(o->sweep, "Person in Water") == 0;
    bool floats =
        o->lifejacket || strcasecmp(o->leeway, "PIW-2") == 0 || strcasecmp(o->leeway, "PIW-3") == 0;
    bool suit = strcasecmp(o->leeway, "PIW-4") == 0;
    o->exposure =
        (cw_exposure){.immersion = person ? CW_IMMERSION_FULL : CW_IMMERSION_NONE,
                      .clothing = suit ? CW_CLOTHING_IMMERSION_SUIT : CW_CLOTHING_ORDINARY,
                      .flotation = floats ? CW_FLOTATION_YES : CW_FLOTATION_UNKNOWN,
                      .people = o->people};
}

static bool read_exposure(reader *r, const raw_object *raw, cw_case_object *o) {
    static const choice immersions[] = {{"none", CW_IMMERSION_NONE},
                                        {"part", CW_IMMERSION_PART},
                                        {"full", CW_IMMERSION_FULL},
                                        {NULL, 0}};
    static const choice clothes[] = {{"ordinary", CW_CLOTHING_ORDINARY},
                                     {"immersion_suit", CW_CLOTHING_IMMERSION_SUIT},
                                     {NULL, 0}};
    static const choice floats[] = {{"yes", CW_FLOTATION_YES},
                                    {"no", CW_FLOTATION_NO},
                                    {"unknown", CW_FLOTATION_UNKNOWN},
                                    {NULL, 0}};
    default_exposure(o);
    int immersion = (int)o->exposure.immersion, clothing = (int)o->exposure.clothing,
        flotation = (int)o->exposure.flotation;
    if (!read_choice(r, "immersion", raw->immersion, OPTIONAL, immersions, &immersion)
        || !read_choice(r, "clothing", raw->clothing, OPTIONAL, clothes, &clothing)
        || !read_choice(r, "flotation", raw->flotation, OPTIONAL, floats, &flotation)) {
        return false;
    }
    o->exposure.immersion = (cw_immersion)immersion;
    o->exposure.clothing = (cw_clothing)clothing;
    o->exposure.flotation = (cw_flotation)flotation;
    if (!o->lifejacket || o->exposure.flotation != CW_FLOTATION_NO) return true;
    return reader_fail(r, "flotation", "is \"no\", and `lifejacket` is \"yes\"");
}

static bool read_object(reader *r, const raw_object *raw, wanted sweep,
                        const cw_leeway_table *leeway, const cw_sweep_table *table,
                        cw_case_object *o) {
    o->share = 1.0;
    o->becomes = -1;
    return read_word(r, "name", raw->name, REQUIRED, o->name, sizeof o->name)
           && read_leeway(r, raw->leeway, leeway, o) && read_sweep(r, raw->sweep, sweep, table, o)
           && read_number(r, "share", raw->share, OPTIONAL, (limits){0.0, 1e9}, &o->share)
           && read_people(r, raw->people, o)
           && read_flag(r, "lifejacket", raw->lifejacket, OPTIONAL, &o->lifejacket)
           && read_exposure(r, raw, o);
}

static int find_object(const cw_case *c, const char *name) {
    for (size_t i = 0; i < c->object_count; i++) {
        if (strcmp(c->objects[i].name, name) == 0) return (int)i;
    }
    return -1;
}

static bool read_change(reader *r, const raw_object *raw, const cw_case *c, cw_case_object *o) {
    bool timed = raw->becomes_between != NULL || raw->becomes_between_count > 0;
    if (raw->becomes == NULL) {
        return !timed || reader_fail(r, "becomes_between", "is given without `becomes`");
    }
    o->becomes = find_object(c, raw->becomes);
    if (o->becomes < 0)
        return reader_fail(r, "becomes", "no object is named \"%.63s\"", raw->becomes);
    if (&c->objects[o->becomes] == o) return reader_fail(r, "becomes", "is the object itself");
    if (raw->becomes_between == NULL || raw->becomes_between_count != 2) {
        return reader_fail(r, timed ? "becomes_between" : NULL,
                           "`becomes` needs `becomes_between: [time, time]`");
    }
    if (!read_time(r, "becomes_between[0]", raw->becomes_between[0], REQUIRED, &o->becomes_from)
        || !read_time(r, "becomes_between[1]", raw->becomes_between[1], REQUIRED, &o->becomes_to)) {
        return false;
    }
    if (o->becomes_to >= o->becomes_from) return true;
    return reader_fail(r, "becomes_between", "the second time lies before the first");
}

/* A particle changes once. */
static bool read_changes(reader *r, const raw_case *raw, cw_case *c) {
    for (size_t i = 0; i < c->object_count; i++) {
        size_t mark = reader_enter(r, "objects[%zu]", i);
        if (!read_change(r, &raw->objects[i], c, &c->objects[i])) return false;
        reader_leave(r, mark);
    }
    for (size_t i = 0; i < c->object_count; i++) {
        int next = c->objects[i].becomes;
        if (next < 0 || c->objects[next].becomes < 0) continue;
        reader_enter(r, "objects[%zu]", i);
        return reader_fail(r, "becomes",
                           "\"%s\" becomes something else in its turn; an object can "
                           "change only once",
                           c->objects[next].name);
    }
    return true;
}

static bool read_list(reader *r, const raw_case *raw, const cw_leeway_table *leeway,
                      const cw_sweep_table *table, cw_case *c) {
    double total = 0.0;
    for (size_t i = 0; i < raw->objects_count; i++) {
        size_t mark = reader_enter(r, "objects[%zu]", i);
        wanted sweep = raw->units_count > 0 ? REQUIRED : OPTIONAL;
        if (!read_object(r, &raw->objects[i], sweep, leeway, table, &c->objects[i])) return false;
        if (find_object(c, c->objects[i].name) >= 0) {
            return reader_fail(r, "name", "another object has this name");
        }
        total += c->objects[i].share;
        c->object_count = i + 1;
        reader_leave(r, mark);
    }
    if (total > 0.0) return read_changes(r, raw, c);
    return reader_fail(r, "objects", "the shares of all objects are zero");
}

bool read_objects(reader *r, const raw_case *raw, cw_case *c) {
    if (raw->objects_count == 0 || raw->objects_count > CW_MOST_OBJECTS) {
        return reader_fail(r, "objects", "a case needs 1 to %d objects to look for",
                           CW_MOST_OBJECTS);
    }
    c->objects = reader_array(r, raw->objects_count, sizeof *c->objects);
    if (c->objects == NULL) return false;
    cw_leeway_table *leeway = cw_leeway_table_create(r->err);
    cw_sweep_table *sweep = leeway != NULL ? cw_sweep_table_create(r->err) : NULL;
    bool good = sweep != NULL && read_list(r, raw, leeway, sweep, c);
    cw_sweep_table_destroy(sweep);
    cw_leeway_table_destroy(leeway);
    return good;
}
