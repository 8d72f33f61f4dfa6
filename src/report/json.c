/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.json: everything, for programs. Units stand in the names of the fields, times are ISO 8601
 * in UTC, bearings are true. Nothing in it depends on the clock, the machine or the number of
 * threads, so that two runs of one case can be compared byte for byte.
 */
#include "json.h"
#include "bytes.h"

#include <glib.h>

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
