/* SPDX-License-Identifier: Apache-2.0 */
/* The history of a run: places, states and objects at every output, in the order of time also when
 * the run went backward. */
#include <crosswatch/drift.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

void cw_tracks_destroy(cw_tracks *tracks) {
    if (tracks == NULL) return;
    free(tracks->x_m);
    free(tracks->y_m);
    free(tracks->state);
    free(tracks->object);
    free(tracks->weight);
    free(tracks->hypothesis);
    free(tracks);
}

static cw_tracks *tracks_create(size_t particles, size_t times, cw_error *err) {
    cw_tracks *t = calloc(1, sizeof *t);
    if (t == NULL || (particles > 0 && times > SIZE_MAX / particles)) {
        free(t);
        cw_fail_memory(err);
        return NULL;
    }
    t->particles = particles;
    t->times = times;
    t->x_m = cw_alloc_array(particles * times, sizeof *t->x_m);
    t->y_m = cw_alloc_array(particles * times, sizeof *t->y_m);
    t->state = cw_alloc_array(particles * times, sizeof *t->state);
    t->object = cw_alloc_array(particles * times, sizeof *t->object);
    t->weight = cw_alloc_array(particles, sizeof *t->weight);
    t->hypothesis = cw_alloc_array(particles, sizeof *t->hypothesis);
    if (t->x_m && t->y_m && t->state && t->object && t->weight && t->hypothesis) return t;
    cw_tracks_destroy(t);
    cw_fail_memory(err);
    return NULL;
}

static void keep_places(cw_tracks *t, size_t row, const cw_ensemble *e) {
    float *x = t->x_m + row, *y = t->y_m + row;
    for (size_t i = 0; i < t->particles; i++) {
        cw_particle_state state = cw_particle_state_of(e->state[i]);
        bool placed = state == CW_ADRIFT || state == CW_STRANDED;
        x[i] = placed ? e->x_m[i] : NAN;
        y[i] = placed ? e->y_m[i] : NAN;
    }
}

bool cw_tracks_keep(void *tracks, const cw_ensemble *e, cw_time time, cw_error *err) {
    cw_tracks *t = tracks;
    int64_t k = (time - t->first) / t->step_ms;
    (void)err;
    size_t row = (size_t)k * t->particles;
    keep_places(t, row, e);
    memcpy(t->state + row, e->state, t->particles);
    memcpy(t->object + row, e->object, t->particles);
    return true;
}

cw_tracks *cw_tracks_begin(const cw_ensemble *ensemble, const cw_drift_options *options,
                           cw_error *err) {
    int64_t step_ms = llround(options->output_s * 1000.0);
    int64_t window_ms = llabs(options->to - options->from);
    if (step_ms <= 0 || window_ms % step_ms != 0) {
        cw_fail(err, CW_ERR_INPUT, "the output interval of %g s does not divide the drift of %g s",
                options->output_s, (double)window_ms / 1000.0);
        return NULL;
    }
    cw_tracks *t = tracks_create(ensemble->count, (size_t)(window_ms / step_ms) + 1, err);
    if (t == NULL) return NULL;
    t->first = options->from < options->to ? options->from : options->to;
    t->step_ms = step_ms;
    memcpy(t->weight, ensemble->weight, t->particles * sizeof *t->weight);
    memcpy(t->hypothesis, ensemble->hypothesis, t->particles * sizeof *t->hypothesis);
    return t;
}

cw_tracks *cw_tracks_record(cw_ensemble *ensemble, const cw_forcing *forcing,
                            const cw_landmask *mask, const cw_drift_options *options,
                            cw_error *err) {
    cw_tracks *t = cw_tracks_begin(ensemble, options, err);
    if (t == NULL || cw_drift_run(ensemble, forcing, mask, options, cw_tracks_keep, t, err))
        return t;
    cw_tracks_destroy(t);
    return NULL;
}

/* One column of one time; `own` is what this rank has of it. */
static void join_row(cw_ranks *ranks, void *row, const void *own, size_t item_bytes, size_t total) {
    cw_share share = cw_ranks_share(ranks, cw_ranks_number(ranks), total, CW_PARTICLE_BLOCK);
    memcpy((char *)row + share.first * item_bytes, own, share.count * item_bytes);
    cw_ranks_join(ranks, row, item_bytes, total, CW_PARTICLE_BLOCK);
}

cw_tracks *cw_tracks_join(cw_tracks *own, cw_ranks *ranks, size_t particles, cw_error *err) {
    if (cw_ranks_count(ranks) == 1) return own;
    cw_tracks *all = own != NULL ? tracks_create(particles, own->times, err) : NULL;
    if (!cw_ranks_agree(ranks, all != NULL, err) || own == NULL || all == NULL) {
        cw_tracks_destroy(all);
        cw_tracks_destroy(own);
        return NULL;
    }
    all->first = own->first;
    all->step_ms = own->step_ms;
    for (size_t k = 0; k < own->times; k++) {
        size_t row = k * particles, part = k * own->particles;
        join_row(ranks, all->x_m + row, own->x_m + part, sizeof *all->x_m, particles);
        join_row(ranks, all->y_m + row, own->y_m + part, sizeof *all->y_m, particles);
        join_row(ranks, all->state + row, own->state + part, 1, particles);
        join_row(ranks, all->object + row, own->object + part, 1, particles);
    }
    join_row(ranks, all->weight, own->weight, sizeof *all->weight, particles);
    join_row(ranks, all->hypothesis, own->hypothesis, sizeof *all->hypothesis, particles);
    cw_tracks_destroy(own);
    return all;
}

bool cw_tracks_at(const cw_tracks *tracks, size_t particle, cw_time time, cw_xy *at) {
    int64_t offset = time - tracks->first, step = tracks->step_ms > 0 ? tracks->step_ms : 1;
    int64_t last = (int64_t)tracks->times - 1;
    if (particle >= tracks->particles || offset < 0 || offset > last * step) return false;
    int64_t k = offset / step;
    if (k == last && k > 0) k--;
    size_t here = (size_t)k * tracks->particles + particle;
    size_t next = last > 0 ? here + tracks->particles : here;
    double f = (double)(offset - k * step) / (double)step;
    if (f == 0.0) next = here;
    if (f == 1.0) here = next;
    at->x_m =
        (double)tracks->x_m[here] + f * ((double)tracks->x_m[next] - (double)tracks->x_m[here]);
    at->y_m =
        (double)tracks->y_m[here] + f * ((double)tracks->y_m[next] - (double)tracks->y_m[here]);
    return isfinite(at->x_m) && isfinite(at->y_m);
}
