/* SPDX-License-Identifier: Apache-2.0 */
/* Inside drift/: moving blocks of particles, and what happens to single ones. */
#ifndef CROSSWATCH_DRIFT_KERNEL_H
#define CROSSWATCH_DRIFT_KERNEL_H

#include "drift/coefficients.h"

enum {
    KERNEL_BLOCK = CW_PARTICLE_BLOCK, /* their columns fit in the L1 cache */
    HANDLED = 8 /* state bit: moved on its own in this step, because something happened */
};

/* One run's constants. Everything is read only but the ensemble, of which each thread has its own
 * blocks. */
typedef struct kernel {
    cw_ensemble *ensemble;
    const cw_forcing *forcing;
    const cw_landmask *mask; /* NULL: open sea, or the shore is ignored */
    const cw_drift_options *options;
    leeway_columns leeway;
    double direction; /* 1 forward, -1 backward */
    bool errors;      /* of current or wind */
    double epoch_s;   /* the ensemble's epoch, seconds after the forcing's first time */
} kernel;

/* Moves particles [first, first + count), count <= KERNEL_BLOCK, that are adrift and not HANDLED
 * from `begin_s` (after the epoch) for `length_s` (negative: backward), and notes who strands or
 * gets lost. */
void kernel_move(const kernel *k, size_t first, size_t count, double begin_s, double length_s);

/* One step of a block: single particles through their events, the rest together (events.c). */
void kernel_step(const kernel *k, size_t first, size_t count, double begin_s, double length_s);

/* Draws what happens next to a particle, after its state has changed at `now_s` (waits.c). */
void event_schedule(const kernel *k, size_t index, double now_s);
/* Lets what is due at the beginning of a run happen; draws again what lies behind it (events.c). */
void event_begin(const kernel *k, size_t index, double now_s);

#endif
