/* SPDX-License-Identifier: Apache-2.0 */
/* What was searched so far and what it changed, for programs. */
#include "json.h"

#include <inttypes.h>
#include <stdio.h>

static json_t *sweep_widths(const cw_result *result, const cw_update_step *step) {
    const cw_case *c = result->scene->source;
    json_t *all = json_array();
    for (size_t o = 0; o < c->object_count && o < CW_MOST_OBJECTS; o++)
        json_array_append_new(all,
                              json_pack("{s:o, s:f}", "object", json_string_of(c->objects[o].name),
                                        "sweep_width_nm", cw_m_to_nm(step->sweep_width_m[o])));
    return all;
}

static json_t *search(const cw_result *result, const cw_update_step *step) {
    return json_pack("{s:o, s:s, s:o, s:o, s:o, s:f, s:f, s:o}", "id", json_string_of(step->id),
                     "kind", "nothing found", "unit", json_string_of(step->unit), "from",
                     json_clock(step->from), "until", json_clock(step->to), "pos", step->pos,
                     "track_nm", cw_m_to_nm(step->track_m), "sweep_widths",
                     sweep_widths(result, step));
}

static json_t *sighting(const cw_update_step *step) {
    return json_pack("{s:o, s:s, s:o, s:o, s:f, s:f}", "id", json_string_of(step->id), "kind",
                     "sighting", "time", json_clock(step->from), "at", json_place(step->at),
                     "related_before", step->related_before, "related", step->related);
}

static json_t *steps(const cw_result *result) {
    const cw_update *u = result->update;
    json_t *list = json_array();
    for (size_t k = 0; k < u->step_count; k++) {
        const cw_update_step *step = &u->steps[k];
        char content[17];
        json_t *one = step->kind == CW_RESULT_SIGHTING ? sighting(step) : search(result, step);
        snprintf(content, sizeof content, "%016" PRIx64, step->content);
        if (one != NULL) json_object_set_new(one, "content", json_string(content));
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *belief(const char *what, const char *name, const cw_belief *b) {
    return json_pack("{s:o, s:f, s:f, s:f}", what, json_string_of(name), "before", b->before,
                     "after", b->after, "pos", b->pos);
}

json_t *json_update(const cw_result *result) {
    const cw_case *c = result->scene->source;
    const cw_update *u = result->update;
    json_t *hypotheses = json_array(), *objects = json_array();
    for (size_t h = 0; h < c->hypothesis_count && h < u->hypothesis_count; h++) {
        json_t *one = belief("hypothesis", c->hypotheses[h].name, &u->hypotheses[h]);
        json_object_set_new(one, "effective_particles",
                            json_number_or_null(u->hypotheses[h].effective));
        json_array_append_new(hypotheses, one);
    }
    for (size_t o = 0; o < c->object_count && o < CW_MOST_OBJECTS; o++)
        json_array_append_new(objects, belief("object", c->objects[o].name, &u->objects[o]));
    return json_pack("{s:f, s:f, s:o, s:o, s:o, s:o, s:I, s:f}", "pos", u->pos, "pos_std_error",
                     u->pos_std_error, "until", json_clock(u->to), "results", steps(result),
                     "hypotheses", hypotheses, "objects", objects, "particles",
                     (json_int_t)u->tracks->particles, "effective_particles", u->effective);
}
