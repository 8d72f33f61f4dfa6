/* SPDX-License-Identifier: Apache-2.0 */
/* The hours ahead for programs: the numbers of outlook_text.c, every hour. */
#include "json.h"

static json_t *searching_on(const cw_outlook *o, cw_time time) {
    if (o->continued == NULL) return json_null();
    cw_alive_step on = cw_alive_at(o->continued, time);
    return json_pack("{s:f, s:o, s:o}", "pos", on.pos, "found_alive", json_band(on.found_alive),
                     "alive_not_found", json_band(on.alive_not_found));
}

static json_t *hour(const cw_outlook *o, cw_time time) {
    cw_alive_step step = cw_alive_at(o->planned, time);
    json_t *one =
        json_pack("{s:o, s:b, s:f, s:o, s:f, s:o, s:o}", "time", json_clock(time), "daylight",
                  cw_sun_is_daylight(o->result->scene->datum, time), "in_water", step.in_water,
                  "alive_in_water", json_band(step.alive_in_water), "pos_of_the_plan", step.pos,
                  "found_alive", json_band(step.found_alive), "alive_not_found",
                  json_band(step.alive_not_found));
    if (one == NULL || json_object_set_new(one, "searching_on", searching_on(o, time)) != 0) {
        json_decref(one);
        return NULL;
    }
    return one;
}

bool cw_report_outlook_json(const cw_outlook *outlook, cw_text *text, cw_error *err) {
    const cw_scene *scene = outlook->result->scene;
    cw_time rise, set;
    bool rises = cw_sun_next_rise(scene->datum, outlook->from, &rise);
    bool sets = cw_sun_next_set(scene->datum, outlook->from, &set);
    json_t *hours = json_array();
    for (cw_time time = outlook->from; time <= outlook->to; time += CW_HOUR_MS)
        json_array_append_new(hours, hour(outlook, time));
    const cw_error *why = outlook->why_not;
    json_t *root = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:f, s:o, s:s, s:f, s:o, s:o, s:o, s:o, s:o, s:o}", "crosswatch",
        CW_VERSION, "case", json_string_of(scene->source->name), "from", json_clock(outlook->from),
        "to", json_clock(outlook->to), "search_ends", json_clock(scene->source->search_to),
        "water_temperature_c", scene->water_temperature_c, "in_water_since_mean",
        json_clock(outlook->planned->immersed_from), "unit",
        outlook->planned->counted ? "people" : "share", "in_all", outlook->planned->people,
        "sunrise", rises ? json_clock(rise) : json_null(), "sunset",
        sets ? json_clock(set) : json_null(), "searching_on_not_known_because",
        json_string_of(why != NULL ? why->message : NULL), "searching_on_not_known_because_fr",
        json_string_of(why != NULL ? why->french : NULL), "models", json_survival(outlook->result),
        "hours", hours);
    return json_write(root, text, err);
}
