/* SPDX-License-Identifier: Apache-2.0 */
/* plan.json's second objective, and the models of survival that it rests on. */
#include "json.h"

#include <math.h>

json_t *json_band(const double band[CW_BANDS]) {
    return json_pack("{s:o, s:o, s:o}", "low", json_number_or_null(band[CW_BAND_LOW]), "middle",
                     json_number_or_null(band[CW_BAND_MIDDLE]), "high",
                     json_number_or_null(band[CW_BAND_HIGH]));
}

static json_t *one_model(const cw_survival *s, cw_survival_model model) {
    return json_pack(
        "{s:o, s:o, s:b}", model == CW_SURVIVAL_XU_GIESBRECHT ? "limit_h" : "half_alive_h",
        json_number_or_null(s->time_s[model] / 3600.0), "median_h",
        json_number_or_null(s->median_s[model] / 3600.0), "outside_its_range", s->outside[model]);
}

json_t *json_survival(const cw_result *result) {
    static const char *const immersions[] = {"none", "part", "full"};
    static const char *const floats[] = {"unknown", "yes", "no"};
    const cw_scene *scene = result->scene;
    json_t *list = json_array();
    for (size_t i = 0; scene->survival != NULL && i < scene->object_count; i++) {
        const cw_survival *s = &scene->survival[i];
        const cw_exposure *e = &scene->exposures[i];
        if (e->immersion == CW_IMMERSION_NONE) continue;
        json_array_append_new(
            list, json_pack("{s:o, s:s, s:b, s:s, s:o, s:o, s:o}", "object",
                            json_string_of(scene->source->objects[i].name), "immersion",
                            immersions[e->immersion], "immersion_suit", s->insulated, "flotation",
                            floats[e->flotation], "golden", one_model(s, CW_SURVIVAL_GOLDEN),
                            "hayward", one_model(s, CW_SURVIVAL_HAYWARD), "xu_giesbrecht",
                            one_model(s, CW_SURVIVAL_XU_GIESBRECHT)));
    }
    return list;
}

json_t *json_alive(const cw_result *result) {
    const cw_alive *alive = result->alive;
    if (alive == NULL) return json_null();
    const cw_alive_step *end = &alive->steps[alive->step_count - 1];
    bool searched = result->plan != NULL; /* else there is nobody to find them */
    json_t *whens = json_array();
    for (size_t i = 0; i < result->where_count; i++) {
        cw_alive_step step = cw_alive_at(alive, result->where[i].time);
        json_array_append_new(whens, json_pack("{s:o, s:f, s:o}", "time",
                                               json_clock(result->where[i].time), "in_water",
                                               step.in_water, "alive_in_water",
                                               json_band(step.alive_in_water)));
    }
    json_t *found = searched ? json_band(end->found_alive) : json_null();
    json_t *left = searched ? json_band(end->alive_not_found) : json_null();
    return json_pack(
        "{s:s, s:f, s:o, s:o, s:o, s:o, s:o}", "unit", alive->counted ? "people" : "share",
        "in_all", alive->people, "in_water_since_mean",
        alive->immersed_from == INT64_MAX ? json_null() : json_clock(alive->immersed_from),
        "expected_found_alive", found, "expected_alive_not_found", left, "survival_at", whens,
        "models", json_survival(result));
}
