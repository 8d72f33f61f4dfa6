/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run: from one output to the next, each thread takes blocks of particles and carries each
 * through all the steps in between, so that a block stays in the cache; then the sink sees the
 * ensemble. The times of the steps, and of the steps at which errors move, are laid down before,
 * and are the same for every block.
 *
 * Errors that are correlated over a time tau move on a clock of their own, every tau / 6 or at
 * every step where that is longer. Between they are held, which makes the variance of the way
 * drifted larger by the factor (h / 2 tau) coth(h / 2 tau), 1.0023 for h = tau / 6 (docs/drift.md).
 */
#include "drift/kernel.h"
#include "drift/noise.h"

#include <math.h>
#include <stdlib.h>

enum { SHARES_A_THREAD = 32, MOST_TOGETHER = 16 };
static const double HELD_PART = 1.0 / 6.0; /* of the shortest correlation time */
static const double MOST_STEPS = 1e8;
static const double MOST_RATE_PER_HOUR = 1e4;
static const int64_t NOISE_TICK_MS = 100; /* names the time of a draw */

typedef struct run_step {
    double begin_s, length_s; /* after the epoch; the length is signed */
    noise_update noise;
} run_step;

/* The steps of one output interval. */
typedef struct schedule {
    run_step *steps; /* owned */
    size_t count, capacity;
} schedule;

/* The clock of the errors. */
typedef struct noise_clock {
    int64_t every_ms;
    cw_time moved; /* last */
    bool fields, leeway;
} noise_clock;

typedef struct interval {
    const kernel *kernel;
    const schedule *schedule;
} interval;

cw_drift_options cw_drift_options_default(void) {
    return (cw_drift_options){.step_s = 300.0,
                              .output_s = 600.0,
                              .scheme = CW_RK2,
                              .jibe_per_hour = 0.04, /* Allen 2005 */
                              .leeway_error = CW_LEEWAY_CORRELATED,
                              .leeway_tau_s = 6.0 * 3600.0,
                              .shore = CW_SHORE_STRAND,
                              .refloat_per_hour = 0.5};
}

/* ---- checks -------------------------------------------------------------------------------- */

static bool check_options(const cw_drift_options *o, cw_error *err) {
    double window_s = fabs((double)(o->to - o->from)) / 1000.0;
    if (!(o->step_s >= 0.001) || !(o->output_s >= 0.001)) {
        return cw_fail(err, CW_ERR_INPUT,
                       "the step (%g s) and the output interval (%g s) must be above zero",
                       o->step_s, o->output_s);
    }
    if (!(window_s / o->step_s + window_s / o->output_s <= MOST_STEPS)) {
        return cw_fail(err, CW_ERR_INPUT, "a drift of %.0f s in steps of %g s has too many steps",
                       window_s, o->step_s);
    }
    bool rates = o->jibe_per_hour >= 0.0 && o->jibe_per_hour <= MOST_RATE_PER_HOUR
                 && o->refloat_per_hour >= 0.0 && o->refloat_per_hour <= MOST_RATE_PER_HOUR;
    if (!rates) {
        return cw_fail(err, CW_ERR_INPUT,
                       "rates of jibing and refloating must lie between 0 and %.0f an hour",
                       MOST_RATE_PER_HOUR);
    }
    if (o->leeway_error == CW_LEEWAY_CORRELATED && !(o->leeway_tau_s > 0.0)) {
        return cw_fail(err, CW_ERR_INPUT,
                       "a correlated leeway error needs a correlation time above zero");
    }
    return true;
}

static bool check_coverage(const cw_forcing *f, const cw_drift_options *o, cw_error *err) {
    cw_time first = o->from < o->to ? o->from : o->to, last = o->from < o->to ? o->to : o->from;
    cw_time end = f->t0 + (int64_t)(f->nt - 1) * f->dt_ms;
    char a[CW_TIME_TEXT], b[CW_TIME_TEXT], c[CW_TIME_TEXT], d[CW_TIME_TEXT];
    if (first >= f->t0 && last <= end) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "the drift from %s to %s is not covered by the forcing (%s "
                   "to %s)",
                   cw_time_format(first, a), cw_time_format(last, b), cw_time_format(f->t0, c),
                   cw_time_format(end, d));
}

/* ---- times --------------------------------------------------------------------------------- */

static noise_clock clock_of(const kernel *k) {
    const cw_forcing *f = k->forcing;
    noise_clock clock = {.moved = k->options->from, .fields = k->errors};
    clock.leeway = k->options->leeway_error == CW_LEEWAY_CORRELATED;
    double tau = INFINITY;
    if (clock.fields && f->current_std_mps > 0.0) tau = fmin(tau, f->current_tau_s);
    if (clock.fields && f->wind_std_mps > 0.0) tau = fmin(tau, f->wind_tau_s);
    if (clock.leeway) tau = fmin(tau, k->options->leeway_tau_s);
    double every = fmin(tau * HELD_PART * 1000.0, 1e15);
    clock.every_ms = (int64_t)fmax(every, 1.0);
    return clock;
}

/* Says whether the errors move at the beginning of a step. */
static noise_update noise_at(const kernel *k, noise_clock *clock, cw_time now) {
    int64_t elapsed_ms = llabs(now - clock->moved);
    bool due = elapsed_ms > 0 && elapsed_ms >= clock->every_ms;
    if (!due) return (noise_update){0};
    double elapsed = (double)elapsed_ms / 1000.0;
    clock->moved = now;
    return (noise_update){.fields = clock->fields,
                          .leeway = clock->leeway,
                          .current = noise_step_of(elapsed, k->forcing->current_tau_s),
                          .wind = noise_step_of(elapsed, k->forcing->wind_tau_s),
                          .drift = noise_step_of(elapsed, k->options->leeway_tau_s),
                          .step = (uint32_t)((now - k->ensemble->epoch) / NOISE_TICK_MS)};
}

/* Lays down the steps from one time to the next output; the last is shortened to meet it. */
static bool schedule_fill(schedule *s, const kernel *k, noise_clock *clock, cw_time from,
                          cw_time to, cw_error *err) {
    int64_t step_ms = llround(k->options->step_s * 1000.0), left = llabs(to - from);
    int64_t sign = to < from ? -1 : 1;
    cw_time now = from;
    s->count = 0;
    while (left > 0) {
        int64_t length = left < step_ms ? left : step_ms;
        if (!cw_grow(&s->steps, &s->capacity, s->count + 1)) return cw_fail_memory(err);
        s->steps[s->count++] =
            (run_step){(double)(now - k->ensemble->epoch) / 1000.0,
                       (double)(sign * length) / 1000.0, noise_at(k, clock, now)};
        now += sign * length;
        left -= length;
    }
    return true;
}

/* ---- the run ------------------------------------------------------------------------------- */

static void step_block(const interval *in, size_t first, size_t count) {
    for (size_t i = 0; i < in->schedule->count; i++) {
        const run_step *s = &in->schedule->steps[i];
        if (s->noise.fields || s->noise.leeway) {
            noise_advance(in->kernel->ensemble, &in->kernel->leeway, &s->noise, first, count);
        }
        kernel_step(in->kernel, first, count, s->begin_s, s->length_s);
    }
}

static void step_blocks(void *context, size_t first, size_t last) {
    for (size_t at = first; at < last; at += KERNEL_BLOCK) {
        size_t left = last - at;
        step_block(context, at, left < KERNEL_BLOCK ? left : KERNEL_BLOCK);
    }
}

/* Particles that a thread takes at a time: whole blocks, several where there are many, so that two
 * threads seldom work side by side. Neighbours would fetch ahead into each other's columns. */
static size_t grain_of(const kernel *k) {
    size_t blocks = k->ensemble->count / KERNEL_BLOCK;
    size_t shares = (size_t)SHARES_A_THREAD * (size_t)cw_thread_count(k->options->threads);
    size_t together = blocks / shares;
    if (together < 1) together = 1;
    return KERNEL_BLOCK * (together < MOST_TOGETHER ? together : MOST_TOGETHER);
}

static void begin_block(void *context, size_t first, size_t last) {
    const kernel *k = context;
    double now = (double)(k->options->from - k->ensemble->epoch) / 1000.0;
    for (size_t i = first; i < last; i++) event_begin(k, i, now);
}

static void run_interval(const kernel *k, const schedule *s) {
    interval in = {k, s};
    cw_parallel_for(k->ensemble->count, grain_of(k), k->options->threads, step_blocks, &in);
}

/* Whether the ensemble already is where the run has come to: only the clock of the errors goes
 * over what lies before. */
static bool is_behind(const cw_drift_options *o, cw_time now) {
    if (o->resume_at == NULL) return false;
    return o->to < o->from ? now >= *o->resume_at : now <= *o->resume_at;
}

static bool run_all(const kernel *k, cw_drift_sink sink, void *context, cw_error *err) {
    const cw_drift_options *o = k->options;
    int64_t output_ms = llround(o->output_s * 1000.0);
    noise_clock clock = clock_of(k);
    schedule s = {0};
    cw_time now = o->from;
    bool done = is_behind(o, now) || sink == NULL || sink(context, k->ensemble, now, err);
    while (done && now != o->to) {
        int64_t left = llabs(o->to - now), length = left < output_ms ? left : output_ms;
        cw_time next = now + (o->to < now ? -length : length);
        done = schedule_fill(&s, k, &clock, now, next, err);
        now = next;
        if (!done || is_behind(o, now)) continue;
        run_interval(k, &s);
        done = sink == NULL || sink(context, k->ensemble, now, err);
    }
    free(s.steps);
    return done;
}

bool cw_drift_run(cw_ensemble *ensemble, const cw_forcing *forcing, const cw_landmask *mask,
                  const cw_drift_options *options, cw_drift_sink sink, void *context,
                  cw_error *err) {
    if (!check_options(options, err) || !check_coverage(forcing, options, err)) return false;
    kernel k = {.ensemble = ensemble,
                .forcing = forcing,
                .mask = options->shore == CW_SHORE_IGNORE ? NULL : mask,
                .options = options,
                .direction = options->to < options->from ? -1.0 : 1.0,
                .epoch_s = (double)(ensemble->epoch - forcing->t0) / 1000.0};
    k.errors = ensemble->current_error_x != NULL
               && (forcing->current_std_mps > 0.0 || forcing->wind_std_mps > 0.0);
    leeway_columns_make(&k.leeway, &ensemble->objects);
    if (options->resume_at == NULL)
        cw_parallel_for(ensemble->count, KERNEL_BLOCK, options->threads, begin_block, &k);
    return run_all(&k, sink, context, err);
}
