/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One scene on several ranks. Forcing files and the coast are read and resampled by the first rank
 * alone; the others get the grids as they are in its memory, so that all have the same bits. All
 * ranks are one program on machines of one kind.
 */
#include "scene_share.h"

#include <stdlib.h>

/* What has a fixed size. */
typedef struct sea_head {
    cw_forcing forcing;
    cw_landmask mask;
    cw_coverage current, wind;
    cw_conditions conditions;
    cw_conditions_change changes[CW_MOST_CHANGES];
    size_t change_count;
    double water_temperature_c;
    bool masked, survival;
} sea_head;

static void fill_head(sea_head *head, const cw_scene *s) {
    head->forcing = *s->forcing;
    head->masked = s->mask != NULL;
    if (head->masked) head->mask = *s->mask;
    head->current = s->current_coverage;
    head->wind = s->wind_coverage;
    head->conditions = s->conditions;
    for (size_t i = 0; i < s->change_count; i++) head->changes[i] = s->changes[i];
    head->change_count = s->change_count;
    head->water_temperature_c = s->water_temperature_c;
    head->survival = s->survival != NULL;
}

static size_t forcing_bytes(const cw_forcing *f) {
    return f->nx * f->ny * f->nt * 4 * sizeof *f->values;
}

static size_t mask_bytes(const cw_landmask *m) {
    return m->rows * m->words_per_row * sizeof *m->bits;
}

static bool make_mask(cw_scene *s, const sea_head *head) {
    s->mask = malloc(sizeof *s->mask);
    if (s->mask == NULL) return false;
    *s->mask = head->mask;
    s->mask->bits = cw_alloc_array(mask_bytes(s->mask), 1);
    s->mask->near = cw_alloc_array(s->mask->near_rows * s->mask->near_columns, 1);
    return s->mask->bits != NULL && s->mask->near != NULL;
}

/* Room for what the first rank sends. */
static bool make_room(cw_scene *s, const sea_head *head) {
    size_t objects = s->source->object_count;
    s->forcing = malloc(sizeof *s->forcing);
    if (s->forcing == NULL) return false;
    *s->forcing = head->forcing;
    s->forcing->values = cw_alloc_array(forcing_bytes(s->forcing), 1);
    s->exposures = calloc(objects, sizeof *s->exposures);
    if (head->survival) s->survival = calloc(objects, sizeof *s->survival);
    return s->forcing->values != NULL && s->exposures != NULL
           && (!head->survival || s->survival != NULL) && (!head->masked || make_mask(s, head));
}

static void take_head(cw_scene *s, const sea_head *head) {
    s->current_coverage = head->current;
    s->wind_coverage = head->wind;
    s->conditions = head->conditions;
    for (size_t i = 0; i < head->change_count; i++) s->changes[i] = head->changes[i];
    s->change_count = head->change_count;
    s->water_temperature_c = head->water_temperature_c;
}

bool scene_share(cw_scene *scene, cw_ranks *ranks, bool good, cw_error *err) {
    if (!cw_ranks_agree(ranks, good, err)) return false;
    if (cw_ranks_count(ranks) == 1) return true;
    sea_head head = {0};
    if (cw_ranks_first(ranks)) fill_head(&head, scene);
    cw_ranks_tell(ranks, 0, &head, sizeof head);
    bool room = cw_ranks_first(ranks) || make_room(scene, &head) || cw_fail_memory(err);
    if (!cw_ranks_agree(ranks, room, err)) return false;
    if (!cw_ranks_first(ranks)) take_head(scene, &head);
    size_t objects = scene->source->object_count;
    cw_ranks_tell(ranks, 0, scene->forcing->values, forcing_bytes(scene->forcing));
    cw_ranks_tell(ranks, 0, scene->exposures, objects * sizeof *scene->exposures);
    if (head.survival) cw_ranks_tell(ranks, 0, scene->survival, objects * sizeof *scene->survival);
    if (!head.masked) return true;
    cw_ranks_tell(ranks, 0, scene->mask->bits, mask_bytes(scene->mask));
    cw_ranks_tell(ranks, 0, scene->mask->near, scene->mask->near_rows * scene->mask->near_columns);
    return true;
}
