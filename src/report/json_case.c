/* SPDX-License-Identifier: Apache-2.0 */
/* What plan.json says of the case it was made from. */
#include "json.h"

static const char *hypothesis_kind(cw_hypothesis_kind kind) {
    static const char *const names[] = {"point", "area", "voyage", "bearings", "dead_reckoning"};
    return (unsigned)kind < 5 ? names[kind] : "?";
}

static json_t *hypotheses(const cw_case *c) {
    json_t *list = json_array();
    double total = 0.0;
    for (size_t i = 0; i < c->hypothesis_count; i++) total += c->hypotheses[i].weight;
    for (size_t i = 0; i < c->hypothesis_count; i++) {
        const cw_hypothesis *h = &c->hypotheses[i];
        json_array_append_new(
            list, json_pack("{s:o, s:s, s:o, s:o, s:o}", "name", json_string_of(h->name), "kind",
                            hypothesis_kind(h->kind), "weight",
                            json_number_or_null(h->weight / total), "adrift_from",
                            json_clock(h->adrift_from), "adrift_to", json_clock(h->adrift_to)));
    }
    return list;
}

static json_t *objects(const cw_case *c) {
    json_t *list = json_array();
    double total = 0.0;
    for (size_t i = 0; i < c->object_count; i++) total += c->objects[i].share;
    for (size_t i = 0; i < c->object_count; i++) {
        const cw_case_object *o = &c->objects[i];
        json_t *one =
            json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:b}", "name", json_string_of(o->name),
                      "leeway", json_string_of(o->leeway), "sweep_table", json_string_of(o->sweep),
                      "share", json_number_or_null(o->share / total), "people",
                      o->people >= 0 ? json_integer(o->people) : json_null(), "lifejacket",
                      o->lifejacket, "person_in_water", derive_is_person(o));
        if (o->becomes >= 0 && (size_t)o->becomes < c->object_count) {
            json_object_set_new(one, "becomes", json_string_of(c->objects[o->becomes].name));
            json_object_set_new(one, "becomes_from", json_clock(o->becomes_from));
            json_object_set_new(one, "becomes_to", json_clock(o->becomes_to));
        }
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *statements(const cw_case *c) {
    json_t *list = json_array();
    for (size_t i = 0; i < c->statement_count; i++) {
        const cw_statement *s = &c->statements[i];
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:o}", "kind", s->fact ? "fact" : "assumption", "text",
                            json_string_of(s->text), "source", json_string_of(s->source)));
    }
    return list;
}

static json_t *regions(const cw_case *c) {
    json_t *list = json_array();
    for (size_t i = 0; i < c->region_count; i++) {
        json_array_append_new(list,
                              json_pack("{s:o, s:o}", "name", json_string_of(c->regions[i].name),
                                        "nation", json_string_of(c->regions[i].nation)));
    }
    return list;
}

static json_t *units(const cw_case *c) {
    json_t *list = json_array();
    for (size_t i = 0; i < c->unit_count; i++) {
        const cw_unit *u = &c->units[i];
        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:f, s:f, s:f, s:f, s:f, s:f}", "name",
                      json_string_of(u->name), "nation", json_string_of(u->nation), "base",
                      json_string_of(u->base), "kind", cw_unit_kind_name(u->kind), "at",
                      json_place(u->at), "turn_round", json_place(u->turn_round), "readiness_s",
                      u->readiness_s, "transit_speed_knots", cw_mps_to_knots(u->transit_speed_mps),
                      "search_speed_knots", cw_mps_to_knots(u->search_speed_mps), "search_height_m",
                      u->search_height_m, "endurance_s", u->endurance_s, "night_factor",
                      u->night_factor));
    }
    return list;
}

json_t *json_case(const cw_result *result) {
    const cw_case *c = result->scene->source;
    return json_pack("{s:o, s:o, s:I, s:I, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
                     json_string_of(c->name), "description", json_string_of(c->description), "seed",
                     (json_int_t)c->seed, "particles", (json_int_t)result->tracks->particles,
                     "search_from", json_clock(c->search_from), "search_to",
                     json_clock(c->search_to), "detection_law", cw_detection_law_name(c->law),
                     "statements", statements(c), "hypotheses", hypotheses(c), "objects",
                     objects(c), "regions", regions(c), "units", units(c), "agreement",
                     json_string_of(c->agreement_name));
}
