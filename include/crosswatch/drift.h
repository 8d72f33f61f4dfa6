/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drift: where can they be by now. Leeway objects, ensembles of particles, and the step kernel.
 *
 * A particle is one guess: one start, one object, one set of leeway coefficients. An ensemble is a
 * set of columns (structure of arrays). The kernel advances blocks of particles that fit in the
 * first-level cache through many steps at a time (src/drift/kernel.c).
 */
#ifndef CROSSWATCH_DRIFT_H
#define CROSSWATCH_DRIFT_H

#include "environment.h"
#include "ranks.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- leeway ------------------------------------------------------------------------------- */

/* One class of Allen and Plourde (1999) in SI. Speeds are slope * wind + offset, in m/s; the
 * crosswind of each tack is positive to the right of the direction towards which the wind blows. */
typedef struct cw_leeway {
    int id;
    char key[32];    /* "PIW-1" */
    char label[128]; /* "Person-in-water (PIW), unknown state (mean values)" */
    double downwind_slope, downwind_offset_mps, downwind_std_mps;
    double right_slope, right_offset_mps, right_std_mps;
    double left_slope, left_offset_mps, left_std_mps;
} cw_leeway;

typedef struct cw_leeway_table {
    cw_leeway *rows; /* owned */
    size_t count;    /* 85 in the bundled table */
} cw_leeway_table;

/* Parses data/leeway.csv as built into the library. */
cw_leeway_table *cw_leeway_table_create(cw_error *err);
void cw_leeway_table_destroy(cw_leeway_table *table);
/* By key, without regard to case; NULL when there is none, *err then names near misses. */
const cw_leeway *cw_leeway_find(const cw_leeway_table *table, const char *key, cw_error *err);

/* Particles that are moved together, and shared out together among ranks. */
enum { CW_PARTICLE_BLOCK = 256 };

/* ---- ensembles ---------------------------------------------------------------------------- */

typedef enum cw_particle_state {
    CW_WAITING = 0, /* not yet adrift: its release time has not come */
    CW_ADRIFT = 1,
    CW_STRANDED = 2, /* on the shore */
    CW_LOST = 3      /* left the water that the forcing covers */
} cw_particle_state;

#define CW_MOST_OBJECTS 16

/* Which leeway classes an ensemble holds: a particle's object is an index into this. */
typedef struct cw_object_set {
    size_t count;
    cw_leeway leeway[CW_MOST_OBJECTS];
} cw_object_set;

/* Columns, one value a particle; all owned by the ensemble. 63 bytes a particle with every column,
 * at most 64. Times are seconds after `epoch`, as the floats of the hot loop: half a second within
 * two months. */
typedef struct cw_ensemble {
    size_t count;
    float *x_m, *y_m; /* place in the plane */
    /* Leeway of the object and tack it has now, its own error included: speeds are
     * slope * wind + offset, crosswind positive to the right. Made from the draws; the kernel reads
     * only these. */
    float *downwind_slope, *downwind_offset_mps, *crosswind_slope, *crosswind_offset_mps;
    /* Its leeway error in standard deviations, downwind and to the right across the wind: what the
     * four columns above are made of, again at each jibe. */
    float *downwind_error, *crosswind_error;
    float *event_s;   /* what happens next: release, jibe, change of object, refloat */
    float *change_s;  /* when the boat turns into people in the water; INFINITY: never */
    float *weight;    /* probability of the particle; sums to 1 over the ensemble */
    uint32_t *number; /* particle number within its hypothesis: part of every draw */
    uint16_t *hypothesis;
    uint16_t *events;       /* how many so far: names the next draw */
    uint8_t *object;        /* index into `objects` */
    uint8_t *change_object; /* what it turns into at change_s */
    uint8_t *state;         /* cw_particle_state in bits 0-1; bit 2: drifts on the left tack */
    /* Errors of current and wind along x and y in 1/4096 of a standard deviation; NULL: not used.
     */
    int16_t *current_error_x, *current_error_y, *wind_error_x, *wind_error_y;
    cw_time epoch; /* what the seconds count from */
    cw_object_set objects;
    uint64_t seed;
} cw_ensemble;

enum { CW_STATE_BITS = 3, CW_LEFT_TACK = 4 };
static inline cw_particle_state cw_particle_state_of(uint8_t state) {
    return (cw_particle_state)(state & CW_STATE_BITS);
}

/* Room for `count` particles, all columns zero; error columns only when with_errors. */
cw_ensemble *cw_ensemble_create(size_t count, bool with_errors, cw_error *err);
void cw_ensemble_destroy(cw_ensemble *ensemble);
size_t cw_ensemble_bytes_per_particle(const cw_ensemble *ensemble);
/* The columns that it has, in order, for what keeps and brings back a state; NULL after the last.
 */
void *cw_ensemble_column(const cw_ensemble *ensemble, size_t number, size_t *item_bytes);

/* What to seed one particle with; see cw_ensemble_seed. */
typedef struct cw_particle_seed {
    cw_xy at;
    cw_time release;
    double weight;
    uint16_t hypothesis;
    uint32_t number;
    uint8_t object;
    uint8_t change_object; /* with change_time != INT64_MAX */
    cw_time change_time;   /* INT64_MAX: never */
} cw_particle_seed;

/* Puts a particle in place, waiting for its release (event_s): draws its leeway error, its tack and
 * its first errors of current and wind from the ensemble's seed, its hypothesis and number. The
 * downwind error is drawn again until slope + e_d / 20 >= 0 (docs/drift.md). Half the particles
 * start on each tack. `spread` false: no leeway error. epoch, seed and objects must be set. */
void cw_ensemble_seed(cw_ensemble *ensemble, size_t index, const cw_particle_seed *seed,
                      bool spread);

/* ---- the run ------------------------------------------------------------------------------ */

typedef enum cw_scheme { CW_EULER, CW_RK2, CW_RK4 } cw_scheme;
typedef enum cw_leeway_error {
    CW_LEEWAY_CLASSIC,   /* each particle keeps its errors for ever (Allen 2005) */
    CW_LEEWAY_CORRELATED /* errors fade with a correlation time (Ornstein-Uhlenbeck): the cloud does
                            not shrink again when the wind turns round */
} cw_leeway_error;
typedef enum cw_shore { CW_SHORE_STRAND, CW_SHORE_REFLOAT, CW_SHORE_IGNORE } cw_shore;

typedef struct cw_drift_options {
    cw_time from, to; /* to < from runs backward */
    double step_s;    /* > 0; the last step before an output is shortened to meet it */
    double output_s;  /* > 0: how often the sink is called; also at `from` and `to` */
    cw_scheme scheme;
    double jibe_per_hour; /* rate of the Poisson process; 0.04 */
    cw_leeway_error leeway_error;
    double leeway_tau_s; /* correlation time, with CW_LEEWAY_CORRELATED */
    cw_shore shore;
    double refloat_per_hour;  /* chance rate of leaving the shore, with CW_SHORE_REFLOAT */
    int threads;              /* 0: all */
    const cw_time *resume_at; /* borrowed; NULL: from the beginning. Else an output time: the
                                 ensemble is as the sink saw it then, and the sink is called for
                                 the outputs after it */
} cw_drift_options;
cw_drift_options cw_drift_options_default(void);

/* Called at each output time with the ensemble as it is then; returns false (with *err) to stop. */
typedef bool (*cw_drift_sink)(void *context, const cw_ensemble *ensemble, cw_time time,
                              cw_error *err);

/* Advances the ensemble. `mask` may be NULL: open sea. Results are bit-identical for any number of
 * threads. Fails when the sink fails; particles that leave the forcing become CW_LOST and stay. */
bool cw_drift_run(cw_ensemble *ensemble, const cw_forcing *forcing, const cw_landmask *mask,
                  const cw_drift_options *options, cw_drift_sink sink, void *context,
                  cw_error *err);

/* ---- history ------------------------------------------------------------------------------ */

/* Where the particles were at each output time: what maps and plans are made of. */
typedef struct cw_tracks {
    size_t particles, times;
    cw_time first;
    int64_t step_ms;
    float *x_m, *y_m;     /* [time * particles + particle]; NaN while waiting or once lost */
    uint8_t *state;       /* cw_particle_state, same shape */
    uint8_t *object;      /* object at that time, same shape */
    float *weight;        /* [particle] */
    uint16_t *hypothesis; /* [particle] */
} cw_tracks;

/* Runs and keeps every output. options->output_s must divide the window. */
cw_tracks *cw_tracks_record(cw_ensemble *ensemble, const cw_forcing *forcing,
                            const cw_landmask *mask, const cw_drift_options *options,
                            cw_error *err);
/* The same in two steps, for a run that has more to do at each output: room for all outputs, and a
 * sink that keeps one (`tracks` is its context). */
cw_tracks *cw_tracks_begin(const cw_ensemble *ensemble, const cw_drift_options *options,
                           cw_error *err);
bool cw_tracks_keep(void *tracks, const cw_ensemble *ensemble, cw_time time, cw_error *err);
void cw_tracks_destroy(cw_tracks *tracks);
/* Of what each rank recorded of its share of `particles`, the whole on every rank; takes `own`,
 * which is NULL on a rank that failed. All ranks together. */
cw_tracks *cw_tracks_join(cw_tracks *own, cw_ranks *ranks, size_t particles, cw_error *err);
/* Linear between outputs; false before release, after loss or outside the times. */
bool cw_tracks_at(const cw_tracks *tracks, size_t particle, cw_time time, cw_xy *at);

#ifdef __cplusplus
}
#endif
#endif
