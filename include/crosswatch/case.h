/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case: a case file (YAML) as values, and the values made ready for the numeric rooms.
 *
 * cw_case is what the file says, checked and in SI. cw_scene is the case made ready: plane, coast,
 * mask, forcing, zones, agreement, search objects. cw_case_seed draws the ensemble from the
 * hypotheses. Nothing is guessed: what the file leaves out is a stated default or an error.
 */
#ifndef CROSSWATCH_CASE_H
#define CROSSWATCH_CASE_H

#include "record.h"
#include "search.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cw_hypothesis_kind {
    CW_HYPOTHESIS_POINT,         /* a position with a radius at a stated confidence */
    CW_HYPOTHESIS_AREA,          /* anywhere in a polygon */
    CW_HYPOTHESIS_VOYAGE,        /* somewhere on a passage between two places and times */
    CW_HYPOTHESIS_BEARINGS,      /* seen or heard on bearings from observers */
    CW_HYPOTHESIS_DEAD_RECKONING /* a fix, then course and speed until the engine stopped */
} cw_hypothesis_kind;

typedef struct cw_bearing {
    cw_position observer;
    double bearing_deg, error_deg;      /* true; error is one standard deviation */
    double least_range_m, most_range_m; /* along the line */
} cw_bearing;

typedef struct cw_hypothesis {
    char name[64];
    double weight; /* as given; normalised over the case when seeding */
    cw_hypothesis_kind kind;
    cw_time adrift_from, adrift_to; /* the drift began somewhere in this window, evenly */
    cw_position at, to;             /* point; voyage from and to; dead reckoning fix */
    double radius_m, confidence;    /* probability within radius_m: circular normal error */
    cw_time depart, arrive;         /* voyage: times at `at` and `to`; dead reckoning: fix time */
    double course_deg, speed_mps, course_error_deg, speed_error_mps; /* standard deviations */
    cw_position *ring;                                               /* area */
    size_t ring_count;
    cw_bearing *bearings;
    size_t bearing_count;
    size_t line; /* of the case file, for what is found out later */
} cw_hypothesis;

typedef struct cw_case_object {
    char name[64];
    char leeway[32]; /* key in the leeway table */
    char sweep[64];  /* object name in the sweep table */
    double share;    /* as given; normalised */
    int people;      /* aboard or in the water; -1: not known */
    bool lifejacket;
    int becomes;                      /* index of the object it turns into; -1: never */
    cw_time becomes_from, becomes_to; /* at a time drawn evenly in this window */
    cw_exposure exposure;             /* how its people meet the water; .people as above */
} cw_case_object;

typedef struct cw_statement { /* what the case rests on; the plan prints it */
    bool fact;                /* else an assumption */
    char *text;
    char *source; /* NULL: none given */
} cw_statement;

typedef struct cw_region { /* a search and rescue region */
    char name[64], nation[32];
    cw_position *ring;
    size_t ring_count;
    char *path; /* or an OGR file */
    size_t line;
} cw_region;

typedef struct cw_drawn_area { /* closed water, or water that units are confined to */
    char name[64];
    cw_position *ring;
    size_t ring_count;
    bool confined;
    cw_time from, to; /* when it holds; INT64_MIN, INT64_MAX: without beginning, without end */
    size_t *units;    /* of the case; none: all */
    size_t unit_count, line;
} cw_drawn_area;

typedef enum cw_source_kind { CW_SOURCE_CONSTANT, CW_SOURCE_TIDE, CW_SOURCE_FILE } cw_source_kind;

typedef struct cw_source_spec {
    cw_source_kind kind;
    cw_vector value; /* constant, m/s towards; temperature in .east */
    char *path;      /* tide table or file; NULL with TIDE: the bundled table */
    cw_file_options options;
    double reach_m; /* tide */
    size_t line;
} cw_source_spec;

typedef struct cw_quantity_spec {
    cw_source_spec *sources; /* in priority order; none: not given */
    size_t source_count;
    cw_beyond beyond;
    double std_mps, tau_s; /* uncertainty */
} cw_quantity_spec;

typedef struct cw_case {
    cw_arena *arena; /* owns all that the case points to */
    char *path;
    char name[128];
    char *description;
    uint64_t seed;
    size_t particles; /* a hypothesis */
    cw_hypothesis *hypotheses;
    size_t hypothesis_count;
    cw_case_object *objects;
    size_t object_count;
    cw_quantity_spec current, wind, stokes, temperature;
    cw_conditions conditions;      /* wind NaN: from the forcing, at the middle of the search */
    cw_time conditions_from;       /* INT64_MIN: the whole search */
    cw_conditions_change *changes; /* in the order of time */
    size_t change_count;
    bool wind_by_hour; /* wind NaN: from the forcing, hour by hour */
    char *coast_path;  /* NULL: GSHHG */
    bool open_sea;     /* no coast at all */
    bool box_given;
    cw_box box; /* `area:` of the case */
    double mask_cell_m;
    /* from: earliest release; to: end of the search window. A case that looks back: from the latest
     * release (when it was found) to `backward_to`; the search window is then the drift's. */
    cw_drift_options drift;
    cw_unit *units;
    size_t unit_count;
    cw_region *regions;
    cw_drawn_area *drawn;
    size_t drawn_count;
    size_t region_count;
    char agreement_name[64];
    cw_agreement_rule *rules;
    size_t rule_count;
    cw_time search_from, search_to;
    cw_detection_law law;
    cw_objective objective;
    double separation_m, height_separation_m;
    size_t most_areas; /* of one unit, one after the other */
    bool over_ground;  /* no pattern may move with the water */
    size_t evaluations;
    double time_limit_s;
    cw_statement *statements;
    size_t statement_count;
    cw_time *report_times; /* when `where` answers; NULL: the search window's start, middle, end */
    size_t report_time_count;
} cw_case;

/* Reads and checks a case. Errors name file, line and field. Relative paths in the case are taken
 * from the case file's folder. At most 1 MiB; aliases and anchors are refused. */
cw_case *cw_case_load(const char *path, cw_error *err);
/* The same from memory; `name` stands for the file in messages, `folder` for its place. */
cw_case *cw_case_parse(const char *text, size_t length, const char *name, const char *folder,
                       cw_error *err);
/* Adds units that the case does not have, from a file of `units` as a case has them (docs/case.md);
 * at most 16. On failure the case is as it was. A NULL path adds none. */
bool cw_case_load_units(cw_case *c, const char *path, cw_error *err);
bool cw_case_parse_units(cw_case *c, const char *text, size_t length, const char *name,
                         cw_error *err);
void cw_case_destroy(cw_case *c);

/* The case made ready. All owned; destroy with cw_scene_destroy. */
typedef struct cw_scene {
    const cw_case *source; /* borrowed; must outlive the scene */
    cw_plane *plane;
    double extent_m;    /* half of the area's diagonal: where the plane's error is taken */
    double plane_error; /* cw_plane_error at extent_m */
    double x0_m, y0_m, x1_m, y1_m; /* area in the plane */
    cw_coast *coast;               /* NULL with open_sea */
    cw_landmask *mask;             /* NULL with open_sea */
    cw_forcing *forcing;
    cw_zone **drawn; /* one a drawn area */
    size_t drawn_count;
    cw_limit *limits; /* one for each drawn area and unit that it names */
    size_t limit_count;
    cw_zone **zones; /* one a region */
    size_t zone_count;
    cw_agreement agreement;
    cw_leeway_table *leeway;
    cw_sweep_table *sweep;
    cw_search_object *objects;
    size_t object_count;
    cw_coverage current_coverage, wind_coverage;
    cw_position datum; /* weighted mean of the hypotheses: the plane's centre */
    /* Over the search; wind from the forcing where the case leaves it open. */
    cw_conditions conditions;
    cw_conditions_change changes[CW_MOST_CHANGES];
    size_t change_count;
    double water_temperature_c; /* at the datum, mid window; NaN: not given */
    /* One an object, for the scoring of people found alive; survival NULL: no water temperature. */
    cw_exposure *exposures;
    cw_survival *survival;
} cw_scene;

/* What holds at a time. */
cw_conditions cw_scene_conditions_at(const cw_scene *scene, cw_time time);

/* One source that a case names, opened; cw_source_destroy. */
cw_source *cw_case_source(const cw_source_spec *spec, cw_quantity quantity, cw_error *err);

/* Progress of long work: what is being done, and how far (0 to 1). May be NULL. */
typedef void (*cw_progress)(void *context, const char *what, double done);

/* Opens the sources, picks the plane and the area (the case's `area:` or the hypotheses widened by
 * how far a particle can go), reads the coast, resamples the forcing. threads 0: all. */
cw_scene *cw_scene_create(const cw_case *c, const char *cache_dir, int threads,
                          cw_progress progress, void *context, cw_error *err);
/* The same on all ranks together: the first one opens the sources and reads the coast, the others
 * get the forcing and the land mask from it, and have no coast. Case and regions are read by each.
 */
cw_scene *cw_scene_create_shared(const cw_case *c, const char *cache_dir, int threads,
                                 cw_ranks *ranks, cw_progress progress, void *context,
                                 cw_error *err);
void cw_scene_destroy(cw_scene *scene);

/* Draws the ensemble of all hypotheses: `particles` each (0: the case's), weights by hypothesis.
 * `seed_offset` is added to the case's seed: 0 for the plan, 1 for the fresh ensemble it is scored
 * on. A hypothesis whose particles all start on land fails; single draws on land are drawn again.
 */
cw_ensemble *cw_case_seed(const cw_scene *scene, size_t particles, uint64_t seed_offset,
                          cw_error *err);

/* The rank's share of the same ensemble, in blocks of CW_PARTICLE_BLOCK: the same particles, of
 * which there may be none. A hypothesis is refused by the ranks that have particles of it. */
cw_ensemble *cw_case_seed_share(const cw_scene *scene, size_t particles, uint64_t seed_offset,
                                const cw_ranks *ranks, cw_error *err);
/* How many particles the whole ensemble has; `particles` as above. */
size_t cw_case_particles(const cw_case *c, size_t particles);

/* What came back from the sea (docs/update.md). All in one arena. */
typedef struct cw_result_file {
    cw_arena *arena;
    char *path;
    cw_search_result *results;
    size_t count;
} cw_result_file;

/* Reads and checks a result file. The case names units and objects; it is not kept. Plans and
 * tracks that the file points to are read too (paths from the file's folder). Errors name file,
 * line and field. */
cw_result_file *cw_result_file_load(const char *path, const cw_case *c, cw_error *err);
/* The same from memory; `name` stands for the file in messages, `folder` for its place. */
cw_result_file *cw_result_file_parse(const char *text, size_t length, const char *name,
                                     const char *folder, const cw_case *c, cw_error *err);
void cw_result_file_destroy(cw_result_file *file);

/* The agreement file of two centres (docs/record.md): what may be released to whom. */
typedef struct cw_release_file {
    cw_arena *arena;
    cw_release_rule *rules;
    size_t count;
} cw_release_file;
/* Errors name file, line and field. */
cw_release_file *cw_release_file_load(const char *path, cw_error *err);
cw_release_file *cw_release_file_parse(const char *text, size_t length, const char *name,
                                       cw_error *err);
void cw_release_file_destroy(cw_release_file *file); /* NULL-safe */

/* The planner's problem for this scene; tracks are borrowed. */
cw_plan_problem cw_scene_problem(const cw_scene *scene, const cw_tracks *tracks,
                                 const cw_tracks *fresh, int threads);

/* ---- a plan read back ------------------------------------------------------------------------ */

/* Reads the tasks of a plan.json, perhaps changed by hand, of this scene's case: by unit, each with
 * its areas; points and times as the file has them. Sweep widths are not read (cw_plan_widths), and
 * nothing is scored. Files are not trusted; the error names task and field. */
cw_plan *cw_plan_file_read(const cw_scene *scene, const char *path, cw_error *err);
/* The same of bytes; `name` stands for the file in errors. */
cw_plan *cw_plan_file_parse(const cw_scene *scene, const char *text, size_t length,
                            const char *name, cw_error *err);
/* What a plan.json does not say of its patterns, and an area laid anew needs: at which corner they
 * begin and how often they are flown, from their points. */
void cw_plan_infer(cw_plan *plan);

/* What a coordinator has changed in a plan, as one line of JSON: {"tasks": [...]} with tasks as
 * plan.json has them, all or some, or {"undo": true}; and perhaps "id", a whole number, and
 * "alive": true. */
typedef struct cw_plan_edits {
    cw_edit *edits; /* owned; in the order of the plan's tasks */
    size_t count;
    bool undo;
    bool alive; /* who is found alive is asked for too */
    int64_t id; /* -1: none */
} cw_plan_edits;
/* Those tasks whose area, pattern, spacing, way of moving or time differ from the plan's. A task is
 * that of its `unit` with its `area_number` (1 when it has none). `starts`, one a task of the plan,
 * is when each was asked to begin so far (0: as soon as it can): held for an area that is drawn
 * anew, unless `start` (a time or null), or else a changed `on_scene`, says otherwise. Bytes are
 * not trusted; `name` stands for them in errors. */
bool cw_plan_edits_parse(const cw_scene *scene, const cw_plan *plan, const cw_time *starts,
                         const char *text, size_t length, const char *name, cw_plan_edits *to,
                         cw_error *err);
void cw_plan_edits_free(cw_plan_edits *edits);

#ifdef __cplusplus
}
#endif
#endif
