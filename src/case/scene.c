/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case made ready for the numeric rooms. The order matters: the plane comes from the hypotheses,
 * the area from the plane and how far a particle can go, the forcing from the area; the land mask
 * comes last, because the margin about land that the kernel needs is the longest step that this
 * forcing and these objects allow.
 */
#include <crosswatch/case.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exposure.h"
#include "hypothesis.h"
#include "scene_conditions.h"
#include "scene_share.h"
#include "scene_sources.h"
#include "scene_step.h"

/* How fast things go where the case cannot tell before its files are resampled: 3 kn of current, a
 * gale of 20 m/s, and a tenth of the wind as leeway, more than any of the 85 classes but sails. */
static const double GUESS_CURRENT_MPS = 3.0 * CW_NAUTICAL_MILE_M / 3600.0;
static const double GUESS_WIND_MPS = 20.0, GUESS_LEEWAY = 0.1;
static const double MOST_REACH_M = 300e3, LEAST_REACH_M = 5e3;
static const double LEAST_FILL_M = 3e3, MOST_FILL_M = 50e3;

typedef struct builder {
    const cw_case *c;
    cw_scene *scene;
    const char *cache_dir;
    int threads;
    cw_ranks *ranks;
    cw_progress progress;
    void *context;
    sources open;
    cw_error *err;
} builder;

static void tell(const builder *b, const char *what, double done) {
    if (b->progress != NULL) b->progress(b->context, what, done);
}

/* ---- the area -------------------------------------------------------------------------------- */

/* How far a particle can go from where it began until the search ends. */
static double reach_m(const cw_case *c) {
    double current = sources_speed_guess(&c->current, GUESS_CURRENT_MPS)
                     + sources_speed_guess(&c->stokes, 0.1 * GUESS_CURRENT_MPS);
    double wind = sources_speed_guess(&c->wind, GUESS_WIND_MPS);
    double seconds = fabs((double)(c->drift.to - c->drift.from)) / 1000.0;
    double reach = seconds * (current + GUESS_LEEWAY * wind);
    return fmin(fmax(reach, LEAST_REACH_M), MOST_REACH_M);
}

enum { EDGE_PIECES = 16 };

/* Points along the edges of a box in degrees, or of the area in the plane. */
static double between(double from, double to, int i) {
    return from + (to - from) * (double)i / EDGE_PIECES;
}

static area area_of_box(const cw_box *box, const cw_plane *plane) {
    area a = area_nothing();
    double east = box->east_deg + (box->east_deg < box->west_deg ? 360.0 : 0.0);
    for (int i = 0; i <= EDGE_PIECES; i++) {
        for (int j = 0; j <= EDGE_PIECES; j++) {
            double lon = between(box->west_deg, east, j);
            cw_position p = {between(box->south_deg, box->north_deg, i),
                             lon > 180.0 ? lon - 360.0 : lon};
            area_add(&a, cw_plane_forward(plane, p), 0.0);
        }
    }
    return a;
}

static area area_of_hypotheses(const cw_case *c, const cw_plane *plane) {
    area a = area_nothing();
    double reach = reach_m(c);
    for (size_t i = 0; i < c->hypothesis_count; i++) {
        area one = hypothesis_extent(&c->hypotheses[i], plane);
        area_add(&a, (cw_xy){one.x0_m, one.y0_m}, reach);
        area_add(&a, (cw_xy){one.x1_m, one.y1_m}, reach);
    }
    return a;
}

static bool contains(const cw_scene *s, cw_xy p) {
    return p.x_m >= s->x0_m && p.x_m <= s->x1_m && p.y_m >= s->y0_m && p.y_m <= s->y1_m;
}

static bool check_area(const builder *b) {
    static const double MOST_SIDE_M = 4000e3;
    const cw_scene *s = b->scene;
    double width = s->x1_m - s->x0_m, height = s->y1_m - s->y0_m;
    if (!(width > 0.0 && height > 0.0 && width <= MOST_SIDE_M && height <= MOST_SIDE_M)) {
        return cw_fail(b->err, CW_ERR_INPUT,
                       "%s: the hypotheses and their drift span %.0f by %.0f km, too far apart for "
                       "one plane; make a case of each",
                       b->c->path, width / 1e3, height / 1e3);
    }
    for (size_t i = 0; b->c->box_given && i < b->c->hypothesis_count; i++) {
        const cw_hypothesis *h = &b->c->hypotheses[i];
        if (contains(s, cw_plane_forward(s->plane, hypothesis_centre(h)))) continue;
        return cw_fail(b->err, CW_ERR_INPUT,
                       "%s, line %zu, hypotheses[%zu]: \"%s\" lies outside the case's "
                       "`area`",
                       b->c->path, h->line, i, h->name);
    }
    return true;
}

static bool make_plane(builder *b) {
    cw_scene *s = b->scene;
    s->datum = hypotheses_mean(b->c);
    s->plane = cw_plane_create(s->datum, b->err);
    if (s->plane == NULL) return false;
    area a =
        b->c->box_given ? area_of_box(&b->c->box, s->plane) : area_of_hypotheses(b->c, s->plane);
    s->x0_m = a.x0_m;
    s->y0_m = a.y0_m;
    s->x1_m = a.x1_m;
    s->y1_m = a.y1_m;
    if (!check_area(b)) return false;
    s->extent_m = 0.5 * hypot(s->x1_m - s->x0_m, s->y1_m - s->y0_m);
    s->plane_error = cw_plane_error(s->plane, s->extent_m);
    return true;
}

/* ---- the forcing ----------------------------------------------------------------------------- */

/* The run begins and ends on the round clock of its outputs: up to one output before and after. */
static void forcing_window(const cw_case *c, cw_forcing_spec *spec) {
    cw_time step = (cw_time)llround(c->drift.output_s * 1000.0);
    bool backward = c->drift.to < c->drift.from;
    cw_time from = backward ? c->drift.to : c->drift.from;
    cw_time to = backward ? c->drift.from : c->drift.to;
    cw_time rest = from % step, over = to % step;
    spec->from = from - (rest < 0 ? rest + step : rest);
    spec->to = over == 0 ? to : to - over + (over > 0 ? step : 0);
}

static double fill_m(const cw_coverage *coverage) {
    return fmin(fmax(2.0 * coverage->spacing_m, LEAST_FILL_M), MOST_FILL_M);
}

static bool make_forcing(builder *b) {
    const cw_case *c = b->c;
    cw_scene *s = b->scene;
    cw_source_coverage(b->open.current, &s->current_coverage);
    cw_source_coverage(b->open.wind, &s->wind_coverage);
    cw_forcing_spec spec = {.current = b->open.current,
                            .wind = b->open.wind,
                            .stokes = b->open.stokes,
                            .current_beyond = c->current.beyond,
                            .wind_beyond = c->wind.beyond,
                            .stokes_beyond = c->stokes.beyond,
                            .x0_m = s->x0_m,
                            .y0_m = s->y0_m,
                            .x1_m = s->x1_m,
                            .y1_m = s->y1_m,
                            .shore_fill_m = fill_m(&s->current_coverage),
                            .current_std_mps = c->current.std_mps,
                            .current_tau_s = c->current.tau_s,
                            .wind_std_mps = c->wind.std_mps,
                            .wind_tau_s = c->wind.tau_s,
                            .threads = b->threads};
    forcing_window(c, &spec);
    s->forcing = cw_forcing_create(&spec, s->plane, b->err);
    if (s->forcing != NULL) return true;
    return cw_error_prefix(b->err, "%s, environment", c->path);
}

/* ---- conditions ------------------------------------------------------------------------------ */

static cw_time middle_of_search(const cw_case *c) {
    return c->search_from + (c->search_to - c->search_from) / 2;
}

static bool make_conditions(builder *b) {
    cw_scene *s = b->scene;
    scene_make_conditions(s);
    return sources_temperature(b->c, &b->open, s->datum, middle_of_search(b->c),
                               &s->water_temperature_c, b->err)
           && exposure_prepare(s, b->err);
}

/* ---- the coast ------------------------------------------------------------------------------- */

/* The smallest box in degrees around the area of the scene. */
static cw_box box_of_area(const cw_scene *s) {
    double lon0 = s->datum.lon_deg, west = INFINITY, east = -INFINITY;
    cw_box box = {90.0, 0.0, -90.0, 0.0};
    for (int i = 0; i <= EDGE_PIECES; i++) {
        for (int j = 0; j <= EDGE_PIECES; j++) {
            cw_xy at = {between(s->x0_m, s->x1_m, i), between(s->y0_m, s->y1_m, j)};
            cw_position p = cw_plane_inverse(s->plane, at);
            double lon = remainder(p.lon_deg - lon0, 360.0);
            box.south_deg = fmin(box.south_deg, p.lat_deg);
            box.north_deg = fmax(box.north_deg, p.lat_deg);
            west = fmin(west, lon);
            east = fmax(east, lon);
        }
    }
    box.west_deg = remainder(lon0 + west, 360.0);
    box.east_deg = remainder(lon0 + east, 360.0);
    return box;
}

static bool make_coast(builder *b) {
    cw_scene *s = b->scene;
    double step_m;
    if (b->c->open_sea) return true;
    if (!scene_longest_step(s, &step_m, b->err)) return false;
    s->coast = cw_coast_load(b->c->coast_path, box_of_area(s), b->cache_dir, b->err);
    if (s->coast == NULL) return cw_error_prefix(b->err, "%s, coast", b->c->path);
    double near_m = fmax(step_m, 4.0 * b->c->mask_cell_m);
    s->mask = cw_landmask_create(s->coast, s->plane, s->x0_m, s->y0_m, s->x1_m, s->y1_m,
                                 b->c->mask_cell_m, near_m, b->err);
    return s->mask != NULL || cw_error_prefix(b->err, "%s, coast", b->c->path);
}

/* ---- regions and objects --------------------------------------------------------------------- */

static bool make_zones(builder *b) {
    cw_scene *s = b->scene;
    const cw_case *c = b->c;
    s->zones = calloc(c->region_count + 1, sizeof(cw_zone *));
    if (s->zones == NULL) return cw_fail_memory(b->err);
    for (size_t i = 0; i < c->region_count; i++) {
        const cw_region *r = &c->regions[i];
        cw_zone *zone = r->path != NULL
                            ? cw_zone_load(r->name, r->path, s->plane, b->err)
                            : cw_zone_create(r->name, r->ring, r->ring_count, s->plane, b->err);
        if (zone == NULL)
            return cw_error_prefix(b->err, "%s, line %zu, regions[%zu]", c->path, r->line, i);
        s->zones[s->zone_count++] = zone;
    }
    s->agreement = (cw_agreement){.rule_count = c->rule_count,
                                  .rules = c->rules,
                                  .zone_count = s->zone_count,
                                  .zones = s->zones};
    memcpy(s->agreement.name, c->agreement_name, sizeof s->agreement.name);
    return true;
}

static size_t limits_of(const cw_drawn_area *drawn) {
    return drawn->unit_count > 0 ? drawn->unit_count : 1;
}

/* Drawn areas: a zone each, and a limit for each unit that it names. */
static bool make_limits(builder *b) {
    cw_scene *s = b->scene;
    const cw_case *c = b->c;
    size_t most = 0;
    for (size_t i = 0; i < c->drawn_count; i++) most += limits_of(&c->drawn[i]);
    s->drawn = calloc(c->drawn_count + 1, sizeof(cw_zone *));
    s->limits = calloc(most + 1, sizeof *s->limits);
    if (s->drawn == NULL || s->limits == NULL) return cw_fail_memory(b->err);
    for (size_t i = 0; i < c->drawn_count; i++) {
        const cw_drawn_area *drawn = &c->drawn[i];
        cw_zone *zone =
            cw_zone_create(drawn->name, drawn->ring, drawn->ring_count, s->plane, b->err);
        if (zone == NULL)
            return cw_error_prefix(b->err, "%s, line %zu, drawn_areas[%zu]", c->path, drawn->line,
                                   i);
        s->drawn[s->drawn_count++] = zone;
        for (size_t k = 0; k < limits_of(drawn); k++)
            s->limits[s->limit_count++] =
                (cw_limit){.zone = zone,
                           .unit = drawn->unit_count > 0 ? drawn->units[k] : SIZE_MAX,
                           .confined = drawn->confined,
                           .from = drawn->from,
                           .to = drawn->to};
    }
    return true;
}

static bool make_objects(builder *b) {
    cw_scene *s = b->scene;
    const cw_case *c = b->c;
    s->leeway = cw_leeway_table_create(b->err);
    s->sweep = s->leeway != NULL ? cw_sweep_table_create(b->err) : NULL;
    if (s->sweep == NULL) return false;
    s->objects = calloc(c->object_count, sizeof *s->objects);
    if (s->objects == NULL) return cw_fail_memory(b->err);
    for (size_t i = 0; i < c->object_count; i++) {
        const cw_case_object *o = &c->objects[i];
        cw_search_object *to = &s->objects[i];
        memcpy(to->name, o->name, sizeof to->name);
        to->lifejacket = o->lifejacket;
        to->sweep_object = -1;
        if (o->sweep[0] == '\0') continue;
        to->sweep_object = cw_sweep_object_find(s->sweep, o->sweep, b->err);
        if (to->sweep_object < 0) return false;
    }
    s->object_count = c->object_count;
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* What is large: forcing and coast. */
static bool read_sea(builder *b) {
    if (!sources_open(b->c, &b->open, b->err)) return false;
    tell(b, "resampling the forcing", 0.2);
    if (!make_forcing(b) || !make_conditions(b)) return false;
    tell(b, "reading the coast", 0.7);
    return make_coast(b);
}

static bool build(builder *b) {
    tell(b, "opening the forcing", 0.0);
    bool good = make_objects(b) && make_plane(b) && make_zones(b) && make_limits(b);
    if (good && cw_ranks_first(b->ranks)) good = read_sea(b);
    return scene_share(b->scene, b->ranks, good, b->err);
}

cw_scene *cw_scene_create(const cw_case *c, const char *cache_dir, int threads,
                          cw_progress progress, void *context, cw_error *err) {
    return cw_scene_create_shared(c, cache_dir, threads, NULL, progress, context, err);
}

cw_scene *cw_scene_create_shared(const cw_case *c, const char *cache_dir, int threads,
                                 cw_ranks *ranks, cw_progress progress, void *context,
                                 cw_error *err) {
    cw_scene *scene = calloc(1, sizeof *scene);
    if (scene == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    scene->source = c;
    builder b = {.c = c,
                 .scene = scene,
                 .cache_dir = cache_dir,
                 .threads = threads,
                 .ranks = ranks,
                 .progress = progress,
                 .context = context,
                 .err = err};
    bool good = build(&b);
    sources_close(&b.open);
    if (good) return scene;
    cw_scene_destroy(scene);
    return NULL;
}

void cw_scene_destroy(cw_scene *scene) {
    if (scene == NULL) return;
    for (size_t i = 0; i < scene->drawn_count; i++) cw_zone_destroy(scene->drawn[i]);
    free(scene->drawn);
    free(scene->limits);
    for (size_t i = 0; i < scene->zone_count; i++) cw_zone_destroy(scene->zones[i]);
    free(scene->zones);
    free(scene->objects);
    free(scene->exposures);
    free(scene->survival);
    cw_sweep_table_destroy(scene->sweep);
    cw_leeway_table_destroy(scene->leeway);
    cw_forcing_destroy(scene->forcing);
    cw_landmask_destroy(scene->mask);
    cw_coast_destroy(scene->coast);
    cw_plane_destroy(scene->plane);
    free(scene);
}

cw_plan_problem cw_scene_problem(const cw_scene *scene, const cw_tracks *tracks,
                                 const cw_tracks *fresh, int threads) {
    const cw_case *c = scene->source;
    return (cw_plan_problem){.plane = scene->plane,
                             .tracks = tracks,
                             .fresh_tracks = fresh,
                             .mask = scene->mask,
                             .units = c->units,
                             .unit_count = c->unit_count,
                             .objects = scene->objects,
                             .object_count = scene->object_count,
                             .table = scene->sweep,
                             .agreement = c->rule_count > 0 ? &scene->agreement : NULL,
                             .conditions = scene->conditions,
                             .changes = scene->changes,
                             .change_count = scene->change_count,
                             .law = c->law,
                             .objective = c->objective,
                             .survival = scene->survival,
                             .exposures = scene->exposures,
                             .from = c->search_from,
                             .to = c->search_to,
                             .separation_m = c->separation_m,
                             .height_separation_m = c->height_separation_m,
                             .limits = scene->limits,
                             .limit_count = scene->limit_count,
                             .most_areas = c->most_areas,
                             .over_ground = c->over_ground,
                             .seed = c->seed,
                             .time_limit_s = c->time_limit_s,
                             .evaluations = c->evaluations,
                             .threads = threads};
}
