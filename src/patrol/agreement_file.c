/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An agreement between the nations, in a file of its own, so that options are compared by swapping
 * it. What no rule allows is not allowed; a misspelt nation, area or unit would silently bar a
 * fleet, and is an error.
 */
#include "plan_raw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "case/read.h"

enum { MOST_RULES = 256 };

static bool nation_is_known(const cw_patrol_plan *plan, const char *nation) {
    for (size_t i = 0; i < plan->unit_count; i++) {
        if (strcmp(plan->units[i].nation, nation) == 0) return true;
    }
    for (size_t i = 0; i < plan->region_count; i++) {
        if (strcmp(plan->regions[i].nation, nation) == 0) return true;
    }
    return false;
}

static bool find_area(reader *r, const char *name, const cw_patrol_plan *plan,
                      const cw_patrol_agreement *a, size_t *area) {
    if (name == NULL) return reader_missing(r, "area");
    *area = SIZE_MAX;
    if (strcmp(name, "any") == 0) return true;
    for (size_t i = 0; i < plan->region_count + a->zone_count; i++) {
        bool own = i >= plan->region_count;
        const cw_region *region = own ? &a->zones[i - plan->region_count] : &plan->regions[i];
        if (strcmp(region->name, name) != 0) continue;
        *area = i;
        return true;
    }
    return reader_fail(r, "area",
                       "no region of the plan and no zone of this agreement is named \"%s\"", name);
}

static bool read_rules(reader *r, const raw_option *raw, const cw_patrol_plan *plan,
                       cw_patrol_agreement *a) {
    if (raw->rules_count == 0) return reader_lists_nothing(r, "rules");
    if (raw->rules_count > MOST_RULES)
        return reader_fail(r, "rules", "has more than %d entries", MOST_RULES);
    a->rules = reader_array(r, raw->rules_count, sizeof *a->rules);
    if (a->rules == NULL) return false;
    for (size_t i = 0; i < raw->rules_count; i++) {
        const raw_option_rule *in = &raw->rules[i];
        cw_patrol_rule *to = &a->rules[i];
        size_t mark = reader_enter(r, "rules[%zu]", i);
        if (!read_word(r, "nation", in->nation, REQUIRED, to->nation, sizeof to->nation)
            || !find_area(r, in->area, plan, a, &to->area)
            || !read_duration(r, "request_delay", in->request_delay, OPTIONAL,
                              (limits){0.0, 86400.0}, &to->delay_s))
            return false;
        if (!nation_is_known(plan, to->nation))
            return reader_fail(r, "nation", "no unit and no region of the plan has this nation");
        reader_leave(r, mark);
    }
    a->rule_count = raw->rules_count;
    return true;
}

static bool read_mixed(reader *r, const raw_option *raw, const cw_patrol_plan *plan,
                       cw_patrol_agreement *a) {
    if (raw->mixed_crews_count > plan->unit_count)
        return reader_fail(r, "mixed_crews", "names more units than the plan has");
    a->mixed = reader_array(r, raw->mixed_crews_count, sizeof *a->mixed);
    if (a->mixed == NULL) return false;
    for (size_t i = 0; i < raw->mixed_crews_count; i++) {
        size_t unit = 0;
        const char *name = raw->mixed_crews[i] != NULL ? raw->mixed_crews[i] : "";
        while (unit < plan->unit_count && strcmp(plan->units[unit].name, name) != 0) unit++;
        if (unit == plan->unit_count)
            return reader_fail(r, "mixed_crews", "no unit of the plan is named \"%s\"", name);
        a->mixed[i] = unit;
    }
    a->mixed_count = raw->mixed_crews_count;
    return true;
}

static bool read_all(reader *r, const raw_option *raw, const cw_patrol_plan *plan,
                     cw_patrol_agreement *a) {
    a->zone_count = raw->zones_count;
    if (!read_word(r, "agreement", raw->agreement, REQUIRED, a->name, sizeof a->name)) return false;
    memcpy(a->name_fr, a->name, sizeof a->name_fr);
    return read_word(r, "agreement_fr", raw->agreement_fr, OPTIONAL, a->name_fr, sizeof a->name_fr)
           && read_text(r, "text", raw->text, OPTIONAL, &a->text)
           && read_text(r, "text_fr", raw->text_fr, OPTIONAL, &a->text_fr)
           && read_patrol_share(r, raw->fairness, NAN, &a->most_share)
           && read_flag(r, "pool_crews", raw->pool_crews, OPTIONAL, &a->pool_crews)
           && read_patrol_regions(r, "zones", raw->zones, raw->zones_count, false, &a->zones)
           && read_rules(r, raw, plan, a) && read_mixed(r, raw, plan, a);
}

static cw_patrol_agreement *make_agreement(cw_error *err) {
    cw_arena *arena = cw_arena_create();
    cw_patrol_agreement *a = arena != NULL ? cw_arena_alloc(arena, sizeof *a) : NULL;
    if (a != NULL) {
        a->arena = arena;
        return a;
    }
    cw_arena_destroy(arena);
    cw_fail_memory(err);
    return NULL;
}

cw_patrol_agreement *cw_patrol_agreement_parse(const char *text, size_t length, const char *name,
                                               const cw_patrol_plan *plan, cw_error *err) {
    cw_patrol_agreement *a = NULL;
    yaml_index *index = yaml_index_create(text, length, name, err);
    raw_option *raw = index != NULL ? raw_option_load(text, length, name, index, err) : NULL;
    if (raw != NULL) a = make_agreement(err);
    if (a != NULL) {
        reader r = {.name = name, .folder = "", .index = index, .arena = a->arena, .err = err};
        if (!read_all(&r, raw, plan, a)) {
            cw_patrol_agreement_destroy(a);
            a = NULL;
        }
    }
    raw_option_free(raw);
    yaml_index_destroy(index);
    return a;
}

cw_patrol_agreement *cw_patrol_agreement_load(const char *path, const cw_patrol_plan *plan,
                                              cw_error *err) {
    size_t length = 0;
    char *text = read_whole_file(path, &length, err);
    if (text == NULL) return NULL;
    cw_patrol_agreement *a = cw_patrol_agreement_parse(text, length, path, plan, err);
    free(text);
    return a;
}

void cw_patrol_agreement_destroy(cw_patrol_agreement *agreement) {
    if (agreement != NULL) cw_arena_destroy(agreement->arena);
}
