/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: drift.nc while it is written. Its head is track_head.c's, where its values go
 * track_slab.c's, and what they are track_file.c's. */
#ifndef CROSSWATCH_REPORT_TRACK_FILE_H
#define CROSSWATCH_REPORT_TRACK_FILE_H

#include <crosswatch/report.h>

/* A variable's part of one time must stay below 4 GiB in this format: 8 bytes each. */
enum { MOST_CLONES = 8, MOST_PARTICLES = 500000000, PIECE = 1 << 19 };

typedef struct columns { /* one time, as the ensemble or the recorded tracks hold it */
    const float *x_m, *y_m;
    const uint8_t *state, *object;
} columns;

typedef struct fixed { /* what does not change */
    size_t count;
    const float *weight;
    const uint16_t *hypothesis;
} fixed;

typedef enum track_variable {
    TRACK_NUMBER,
    TRACK_TIME,
    TRACK_LAT,
    TRACK_LON,
    TRACK_STATE,
    TRACK_OBJECT,
    TRACK_WEIGHT,
    TRACK_HYPOTHESIS,
    TRACK_VARIABLES
} track_variable;

/* The file itself. */
typedef struct track_slab {
    int fd;       /* -1: this rank does not write */
    bool by_many; /* each rank writes its own particles */
    int failed;   /* errno of the first write that did; 0: none has */
    uint64_t begin[TRACK_VARIABLES], record_bytes;
    unsigned char *encoded; /* a piece of one variable, as it stands in the file */
} track_slab;

struct cw_track_file {
    cw_ranks *ranks;
    size_t particles, first; /* of all ranks; the first one that this rank has */
    char *path;
    size_t every, count, times; /* `count` trajectories are kept */
    void *rows;                 /* a piece, to travel */
    track_slab slab;
    cw_plane *planes[MOST_CLONES]; /* one a thread */
    size_t plane_count;
    columns now;
    fixed unchanging;
};

/* A new file with dimensions, variables and attributes. */
bool track_head_write(const cw_track_file *file, const cw_scene *scene, cw_error *err);

/* Finds out where values go. Of the first rank. */
bool track_slab_open(cw_track_file *file, cw_error *err);
/* Whether all ranks can write into the first one's file; those that then do have it open. All
 * together. */
void track_slab_share(cw_track_file *file);
/* Values of a variable into the file, `first` of them after the begin of its record. Values are
 * given by index, as big-endian bytes at `to`. False, now and later, when a write fails. */
bool track_slab_put(track_slab *slab, track_variable variable, size_t record, size_t first,
                    size_t count, size_t item_bytes);
/* Says how many records there are, and makes all that this rank wrote durable. */
bool track_slab_sync(cw_track_file *file);
/* The same, and closes. */
bool track_slab_close(cw_track_file *file, bool whole);

#endif
