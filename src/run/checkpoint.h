/* SPDX-License-Identifier: Apache-2.0 */
/* Inside run/: the state of a drift, kept so that a run that was killed can go on. */
#ifndef CROSSWATCH_RUN_CHECKPOINT_H
#define CROSSWATCH_RUN_CHECKPOINT_H

#include <crosswatch/run.h>

#include <stdio.h>

enum { CHECKPOINT_KEY = 32 };

/* The names of what is kept in the directory, of a drift that is written and of one that is
 * recorded (the second: other draws). */
#define CHECKPOINT_STATE  "state"
#define CHECKPOINT_NEW    ".new"
#define CHECKPOINT_TRACKS "drift.nc"
static const char *const checkpoint_recorded_states[] = {"state-0", "state-1"};
static const char *const checkpoint_recorded_tracks[] = {"tracks-0", "tracks-1"};

typedef struct checkpoint {
    cw_ranks *ranks;
    size_t particles;      /* of all ranks */
    size_t hypotheses;     /* that they are of */
    const char *directory; /* of the first rank; the others only name it */
    const char *state;     /* the name of the file in it */
    cw_drift_options window;
    unsigned char key[CHECKPOINT_KEY]; /* of what is computed; of the first rank */
} checkpoint;

/* How far a kept drift had come. */
typedef struct checkpoint_place {
    uint64_t times_done;                  /* outputs; 0: nothing is kept */
    cw_time time;                         /* of the last of them */
    unsigned char tracks[CHECKPOINT_KEY]; /* hash of what was recorded so far; zero: nothing is */
} checkpoint_place;

/* Names what is computed: the same case with the same sea, particles and variant (thinning, draws),
 * and nothing else. By the first rank. */
bool checkpoint_name(checkpoint *c, const cw_scene *scene, const char *kind, size_t variant,
                     cw_error *err);
/* All ranks together, each with its share. What was kept before stays until the new is whole. */
bool checkpoint_save(const checkpoint *c, const cw_ensemble *ensemble,
                     const checkpoint_place *place, cw_error *err);
/* Brings the ensemble back, if anything is kept; refuses what is of another run or damaged. */
bool checkpoint_load(const checkpoint *c, cw_ensemble *ensemble, checkpoint_place *place,
                     cw_error *err);
/* The same of a file that is open, and closed here. `path` is for the sentence. */
bool checkpoint_read(const checkpoint *c, FILE *file, const char *path, cw_ensemble *ensemble,
                     checkpoint_place *place, cw_error *err);
/* "PATH is damaged": false. */
bool checkpoint_damaged(const char *path, cw_error *err);
/* Makes the directory, if it is not there. */
bool checkpoint_directory(const char *directory, cw_error *err);
/* The path of a name in a directory; NULL: out of memory. free() it. */
char *checkpoint_path(const char *directory, const char *name);
/* Makes what stands under a path durable. */
bool checkpoint_sync(const char *path, cw_error *err);

#endif
