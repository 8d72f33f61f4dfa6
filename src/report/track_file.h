/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: drift.nc while it is written. Its head is track_head.c's, its rows
 * track_file.c's. */
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

struct cw_track_file {
    cw_ranks *ranks;
    size_t particles, first; /* of all ranks; the first one that this rank has */
    int nc, dimensions[2];   /* time, trajectory */
    int trajectory, time, lat, lon, state, object, weight, hypothesis;
    char *path;
    size_t every, count, times; /* `count` trajectories are kept */
    void *rows;                 /* a piece, to travel */
    double *lat_deg, *lon_deg;  /* the same in columns, to write; of the first rank */
    signed char *state_now, *object_now;
    int status;                    /* of NetCDF: the first that was bad */
    cw_plane *planes[MOST_CLONES]; /* one a thread */
    size_t plane_count;
    columns now;
    fixed unchanging;
};

/* Dimensions, variables and attributes of a new file; a status of NetCDF. */
int track_head_define(cw_track_file *file, const cw_scene *scene);
/* The variables of a file that an earlier run began. */
int track_head_find(cw_track_file *file);

#endif
