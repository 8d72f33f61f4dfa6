/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens to single particles between the steps: release, jibe, change of object, refloating.
 * Each is at an exact time of its own. A particle to which something happens within a step is moved
 * on its own, piece by piece; all others are moved together, so that the hot loop has no branch.
 */
#include "drift/kernel.h"

#include "base/widest.h"

#include <math.h>
#include <string.h>

enum { LANES = 16 };
typedef float lanes_float __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t lanes_int __attribute__((vector_size(64)));

/* ---- what happens -------------------------------------------------------------------------- */

static void happen(const kernel *k, size_t index, double now_s) {
    cw_ensemble *e = k->ensemble;
    uint8_t flags = (uint8_t)(e->state[index] & ~CW_STATE_BITS);
    switch (cw_particle_state_of(e->state[index])) {
    case CW_LOST:
        break;
    case CW_WAITING:
        e->state[index] = flags | CW_ADRIFT;
        break;
    case CW_ADRIFT:
    case CW_STRANDED:
        if (e->event_s[index] == e->change_s[index]) {
            e->object[index] = e->change_object[index];
            e->change_s[index] = INFINITY;
        } else if (cw_particle_state_of(e->state[index]) == CW_STRANDED) {
            e->state[index] = flags | CW_ADRIFT;
        } else {
            e->state[index] ^= CW_LEFT_TACK;
        }
        leeway_apply(&k->leeway, e, index, 1);
        break;
    }
    event_schedule(k, index, now_s);
}

void event_begin(const kernel *k, size_t index, double now_s) {
    const cw_ensemble *e = k->ensemble;
    double ahead = k->direction * ((double)e->event_s[index] - now_s);
    if (ahead > 0.0) return;
    if (cw_particle_state_of(e->state[index]) == CW_WAITING) {
        happen(k, index, now_s);
    } else {
        event_schedule(k, index, now_s);
    }
}

/* ---- one step ------------------------------------------------------------------------------ */

static bool is_adrift(const cw_ensemble *e, size_t index) {
    return cw_particle_state_of(e->state[index]) == CW_ADRIFT;
}

/* From event to event, then to the end of the step; stranding on the way may add an event. */
static void move_alone(const kernel *k, size_t index, double begin_s, double end_s) {
    cw_ensemble *e = k->ensemble;
    double now = begin_s, sign = k->direction;
    while (sign * (double)e->event_s[index] <= sign * end_s) {
        double event = (double)e->event_s[index];
        if (is_adrift(e, index) && sign * event > sign * now) {
            kernel_move(k, index, 1, now, event - now);
        }
        if (sign * event > sign * now) now = event;
        if ((double)e->event_s[index] == event) happen(k, index, now);
    }
    if (is_adrift(e, index) && sign * end_s > sign * now) {
        kernel_move(k, index, 1, now, end_s - now);
    }
    e->state[index] |= HANDLED;
}

/* Marks the lanes in which something is due: every LANES-th particle is one lane. */
CW_WIDEST static void find_due(const float *event, float sign, float end, size_t count,
                               int32_t *due) {
    lanes_int any = {0};
    for (size_t i = 0; i + LANES <= count; i += LANES) {
        any |= sign * *(const lanes_float *)(event + i) <= end;
    }
    memcpy(due, &any, sizeof any);
    for (size_t i = count / LANES * LANES; i < count; i++) {
        due[i % LANES] |= sign * event[i] <= end;
    }
}

/* The largest float that is not above a number, so that floats compare as the numbers do. */
static float last_float(double number) {
    float f = (float)number;
    return (double)f > number ? nextafterf(f, -INFINITY) : f;
}

/* Moves those on their own to which something happens; says how many, and lists them. */
static size_t handle_events(const kernel *k, size_t first, size_t count, double begin_s,
                            double end_s, uint16_t *handled) {
    const float *event = k->ensemble->event_s + first;
    float sign = (float)k->direction, end = last_float(k->direction * end_s);
    int32_t due[LANES];
    size_t number = 0;
    find_due(event, sign, end, count, due);
    for (size_t l = 0; l < LANES; l++) {
        if (due[l] == 0) continue;
        for (size_t i = l; i < count; i += LANES) {
            if (!(sign * event[i] <= end)) continue;
            move_alone(k, first + i, begin_s, end_s);
            handled[number++] = (uint16_t)i;
        }
    }
    return number;
}

void kernel_step(const kernel *k, size_t first, size_t count, double begin_s, double length_s) {
    uint16_t handled[KERNEL_BLOCK];
    size_t number = handle_events(k, first, count, begin_s, begin_s + length_s, handled);
    kernel_move(k, first, count, begin_s, length_s);
    for (size_t i = 0; i < number; i++) {
        k->ensemble->state[first + handled[i]] &= (uint8_t)~HANDLED;
    }
}
