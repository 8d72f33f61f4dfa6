/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.json: everything, for programs. Units stand in the names of the fields, times are ISO 8601
 * in UTC, bearings are true. Nothing in it depends on the clock, the machine or the number of
 * threads, so that two runs of one case can be compared byte for byte.
 *
 * Numbers are printed with 12 significant digits: a tenth of a millimetre of latitude.
 */
#include "json.h"
#include "bytes.h"

#include <glib.h>
#include <math.h>

enum { DIGITS = 12 };

json_t *json_number_or_null(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_clock(cw_time time) {
    char text[CW_TIME_TEXT];
    return json_string(cw_time_format(time, text));
}

json_t *json_place(cw_position at) {
    return json_pack("{s:o, s:o}", "lat_deg", json_number_or_null(at.lat_deg), "lon_deg",
                     json_number_or_null(at.lon_deg));
}

json_t *json_string_of(const char *text) {
    if (text == NULL) return json_null();
    char *valid = g_utf8_make_valid(text, -1);
    json_t *value = json_string(valid);
    g_free(valid);
    return value;
}

/* ---- the case ------------------------------------------------------------------------------ */

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

/* ---- where --------------------------------------------------------------------------------- */

static json_t *containment(const cw_probability_map *map) {
    static const char *const names[3] = {"50", "90", "99"};
    json_t *all = json_object();
    for (size_t i = 0; i < 3; i++) {
        json_object_set_new(all, names[i],
                            json_pack("{s:f, s:f}", "area_nm2",
                                      map->area_m2[i] / CW_NAUTICAL_MILE_M / CW_NAUTICAL_MILE_M,
                                      "least_probability_of_a_cell", map->threshold[i]));
    }
    return all;
}

static json_t *one_where(const cw_result *result, const cw_where *where) {
    json_t *shares = json_object();
    for (size_t z = 0; z < result->scene->zone_count; z++) {
        char *name = g_utf8_make_valid(cw_zone_name(result->scene->zones[z]), -1);
        json_object_set_new(shares, name, json_number_or_null(where->zone_share[z]));
        g_free(name);
    }
    const cw_probability_map *map = where->map;
    return json_pack(
        "{s:o, s:o, s:f, s:f, s:o, s:f, s:o, s:f, s:f, s:f, s:f, s:f}", "time",
        json_clock(where->time), "datum", json_place(derive_position(result, where->datum.mean)),
        "probable_error_nm", cw_m_to_nm(where->datum.probable_error_m), "radius_90_nm",
        cw_m_to_nm(where->datum.radius90_m), "region_share", shares, "border_share",
        where->border_share, "containment", containment(map), "cell_m", map->cell_m, "on_the_map",
        map->total, "waiting", map->waiting, "ashore", map->stranded, "lost", map->lost);
}

json_t *json_where(const cw_result *result) {
    json_t *list = json_array();
    for (size_t i = 0; i < result->where_count; i++)
        json_array_append_new(list, one_where(result, &result->where[i]));
    return list;
}

/* ---- surroundings -------------------------------------------------------------------------- */

static json_t *json_stream(const cw_result *result) {
    stream s = derive_stream(result);
    if (!s.known) return json_null();
    json_t *turns = json_array();
    for (size_t i = 0; i < s.turns; i++) json_array_append_new(turns, json_clock(s.turn[i]));
    return json_pack("{s:f, s:f, s:f, s:f, s:o}", "speed_at_start_knots",
                     cw_mps_to_knots(s.from_mps), "towards_at_start_deg", s.from_deg,
                     "speed_at_end_knots", cw_mps_to_knots(s.to_mps), "towards_at_end_deg",
                     s.to_deg, "turns", turns);
}

static json_t *json_conditions(cw_time from, const cw_conditions *c) {
    return json_pack("{s:o, s:o, s:o, s:o}", "from", json_clock(from), "visibility_nm",
                     json_number_or_null(cw_m_to_nm(c->visibility_m)), "wind_knots",
                     json_number_or_null(cw_mps_to_knots(c->wind_mps)), "wave_height_m",
                     json_number_or_null(c->wave_height_m));
}

/* All that hold within the search, each from when it does. */
static json_t *json_all_conditions(const cw_scene *scene) {
    json_t *list = json_array();
    json_array_append_new(list, json_conditions(scene->source->search_from, &scene->conditions));
    for (size_t k = 0; k < scene->change_count; k++)
        json_array_append_new(
            list, json_conditions(scene->changes[k].from, &scene->changes[k].conditions));
    return list;
}

static json_t *json_surroundings(const cw_result *result) {
    const cw_scene *scene = result->scene;
    cw_time rise, set, from = scene->source->search_from;
    bool rises = cw_sun_next_rise(scene->datum, from, &rise);
    bool sets = cw_sun_next_set(scene->datum, from, &set);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "conditions",
                     json_all_conditions(scene), "visibility_nm",
                     json_number_or_null(cw_m_to_nm(scene->conditions.visibility_m)), "wind_knots",
                     json_number_or_null(cw_mps_to_knots(scene->conditions.wind_mps)),
                     "wave_height_m", json_number_or_null(scene->conditions.wave_height_m),
                     "water_temperature_c", json_number_or_null(scene->water_temperature_c),
                     "sunrise", rises ? json_clock(rise) : json_null(), "sunset",
                     sets ? json_clock(set) : json_null(), "current_at_datum", json_stream(result),
                     "current_source", json_string_of(scene->current_coverage.kind), "wind_source",
                     json_string_of(scene->wind_coverage.kind));
}

static json_t *json_plane(const cw_scene *scene) {
    return json_pack("{s:s, s:o, s:f, s:f}", "definition", cw_plane_definition(scene->plane),
                     "centre", json_place(cw_plane_centre(scene->plane)), "relative_error",
                     scene->plane_error, "error_taken_at_m", scene->extent_m);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static json_t *whole(const cw_result *result) {
    json_t *root = json_pack("{s:s, s:o, s:o, s:o, s:o}", "crosswatch", CW_VERSION, "case",
                             json_case(result), "plane", json_plane(result->scene), "surroundings",
                             json_surroundings(result), "where", json_where(result));
    if (root == NULL) return root;
    json_object_set_new(root, "found_alive", json_alive(result));
    if (result->update != NULL) json_object_set_new(root, "update", json_update(result));
    if (result->plan == NULL) return root;
    json_object_set_new(root, "plan", json_plan(result, result->plan));
    if (result->worksheet != NULL && result->sheet != NULL)
        json_object_set_new(root, "worksheet", json_worksheet(result));
    return root;
}

static int take(const char *bytes, size_t length, void *text) {
    cw_text_add_bytes(text, bytes, length);
    return ((cw_text *)text)->failed ? -1 : 0;
}

bool json_write(json_t *root, cw_text *text, cw_error *err) {
    bool done =
        root != NULL
        && json_dump_callback(root, take, text, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS)) == 0;
    json_decref(root);
    cw_text_add(text, "\n");
    return (done && !text->failed) || cw_fail_memory(err);
}

bool cw_report_json_text(const cw_result *result, cw_text *text, cw_error *err) {
    return json_write(whole(result), text, err);
}

bool cw_report_json(const cw_result *result, const char *path, cw_error *err) {
    cw_text text = {0};
    bool done =
        cw_report_json_text(result, &text, err) && bytes_write(path, text.data, text.length, err);
    cw_text_free(&text);
    return done;
}
