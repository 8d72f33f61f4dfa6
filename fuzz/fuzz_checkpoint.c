/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the kept state of a drift of three particles: as they are, and with a head and a
 * hash that are right, so that the columns are read. Refused with a sentence, or an ensemble with
 * which the drift goes on. */
#include "run/checkpoint.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTICLES = 3, OBJECTS = 2, HEAD = 104, MAGIC = 8, KEY_AT = 72 };

static cw_ensemble *make_ensemble(void) {
    cw_ensemble *e = cw_ensemble_create(PARTICLES, false, NULL);
    if (e == NULL) abort();
    e->objects.count = OBJECTS;
    for (size_t i = 0; i < OBJECTS; i++)
        e->objects.leeway[i] = (cw_leeway){.downwind_slope = 0.01, .downwind_std_mps = 0.02};
    return e;
}

/* Still water and a light wind in four corners. */
static void go_on(cw_ensemble *e, const checkpoint *c, cw_time from) {
    _Alignas(64) float values[2 * 2 * 2 * 4] = {0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i += 4) values[i + 2] = 5.0f;
    cw_forcing forcing = {.nx = 2,
                          .ny = 2,
                          .nt = 2,
                          .x0_m = -5e4,
                          .y0_m = -5e4,
                          .cell_m = 1e5,
                          .t0 = 0,
                          .dt_ms = 3600000,
                          .values = values};
    cw_drift_options options = c->window;
    options.resume_at = &from;
    if (!cw_drift_run(e, &forcing, NULL, &options, NULL, NULL, NULL)) abort();
}

static void read_state(const uint8_t *data, size_t size) {
    cw_error err = {0};
    checkpoint_place place;
    checkpoint c = {.particles = PARTICLES, .hypotheses = 2, .directory = "kept", .state = "state"};
    c.window = cw_drift_options_default();
    c.window.to = 3600000;
    c.window.output_s = 600.0;
    c.window.step_s = 300.0;
    c.window.threads = 1;
    cw_ensemble *e = make_ensemble();
    FILE *file = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "rb") : NULL;
    if (file != NULL) {
        bool good = checkpoint_read(&c, file, "kept/state", e, &place, &err);
        if (!good && err.code == CW_OK) abort();
        if (good && (place.times_done < 1 || place.times_done > 7)) abort();
        if (good) go_on(e, &c, place.time);
    }
    cw_ensemble_destroy(e);
}

/* The bytes with what makes them a state of this drift. */
static void read_mended(const uint8_t *data, size_t size) {
    cw_ensemble *e = make_ensemble();
    const uint64_t counts[2] = {PARTICLES, cw_ensemble_bytes_per_particle(e)};
    cw_ensemble_destroy(e);
    size_t whole = HEAD + PARTICLES * counts[1];
    if (size < whole || sodium_init() < 0) return;
    uint8_t *bytes = malloc(whole + CHECKPOINT_KEY);
    if (bytes == NULL) return;
    memcpy(bytes, data, whole);
    memcpy(bytes, "CWDRIFT2", MAGIC);
    memcpy(bytes + MAGIC, counts, sizeof counts);
    memset(bytes + KEY_AT, 0, CHECKPOINT_KEY);
    crypto_generichash(bytes + whole, CHECKPOINT_KEY, bytes, whole, NULL, 0);
    read_state(bytes, whole + CHECKPOINT_KEY);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    read_state(data, size);
    read_mended(data, size);
    return 0;
}
