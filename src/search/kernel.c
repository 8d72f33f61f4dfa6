/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hot loops: one searcher's pattern against blocks of particles. Columns in, columns out, no
 * branch that depends on a particle, so that the compiler makes vectors of them; the widest the
 * processor has is picked at run time. No fused operations, so that every width gives the same
 * bits.
 *
 * On a piece both move in straight lines. With r0 and r1 the particle's place relative to the
 * searcher at the piece's ends, s0 and s1 their components along r1 - r0 and d the distance of that
 * line, Koopman's inverse cube law, a rate of detection k / r^3, adds up in closed form:
 *
 *   I = integral ds / (s^2 + d^2)^(3/2) = (s1 / r1 - s0 / r0) / d^2,
 *
 * or, where both ends lie on one side, (s1^2 - s0^2) / (r0 r1 (s1 r0 + s0 r1)): the same without a
 * difference of near equals. Along an endless line I = 2 / d^2, and k is such that this gives
 * W^2 / (4 pi d^2). So the hazard of a piece is W^2 / (8 pi) I, hazards add up over pieces, legs
 * and corners, and one exponential at the end does for the whole pattern.
 *
 * The other laws have no rate of detection, only p(closest approach) of a whole pass. The definite
 * range sees what comes within W / 2. For the exponential law a leg is an opportunity of (1 - p)^s
 * to miss, with s = I d^2 / 2 the share of an endless pass that the leg is at its closest approach
 * d: so that a pass broken at a corner is still counted once.
 *
 * A place that is not a number (waiting, lost) compares false and adds nothing.
 */
#include "search/sweeper.h"

#include "base/fast_math.h"
#include "base/widest.h"

#include <math.h>
#include <string.h>

enum { BLOCK = SWEEP_BLOCK };
/* Square of a height of the eye of a metre: keeps the hazard finite right on the track. */
static const float eye2_m2 = 1.0f;

typedef struct block {
    float nearest[BLOCK]; /* squared closest approach on this leg, m^2 */
    float pass[BLOCK];    /* sum of I / 2 over the leg's pieces, m^-2 */
    float width[BLOCK];   /* coefficient of the detection law, for what stands below */
    float hazard[BLOCK];
    float missed[BLOCK];
    uint32_t output, widths;
    float light;
} block;

/* Columns of the tracks at the two ends of an output interval. */
typedef struct columns {
    const float *x0, *y0, *x1, *y1;
} columns;

static columns columns_at(const cw_tracks *tracks, uint32_t interval, size_t first) {
    size_t here = (size_t)interval * tracks->particles + first;
    size_t next = interval + 1 < tracks->times ? here + tracks->particles : here;
    return (columns){tracks->x_m + here, tracks->y_m + here, tracks->x_m + next,
                     tracks->y_m + next};
}

/* Relative places at the ends of a piece, and the way between. */
typedef struct relative {
    float rx, ry, dx, dy;
} relative;

static inline relative relative_to(columns c, const sweep_piece *p, size_t i) {
    float mx = c.x1[i] - c.x0[i], my = c.y1[i] - c.y0[i];
    relative r = {c.x0[i] + p->f0 * mx - p->ax, c.y0[i] + p->f0 * my - p->ay, 0.0f, 0.0f};
    r.dx = c.x0[i] + p->f1 * mx - p->bx - r.rx;
    r.dy = c.y0[i] + p->f1 * my - p->by - r.ry;
    return r;
}

CW_WIDEST static void approach(columns c, const sweep_piece *piece, size_t count,
                               float *restrict nearest) {
    sweep_piece p = *piece;
    for (size_t i = 0; i < count; i++) {
        relative r = relative_to(c, &p, i);
        float s = -(r.rx * r.dx + r.ry * r.dy) / (r.dx * r.dx + r.dy * r.dy + 1e-12f);
        s = s > 0.0f ? s : 0.0f;
        s = s < 1.0f ? s : 1.0f;
        float qx = r.rx + s * r.dx, qy = r.ry + s * r.dy;
        float d2 = qx * qx + qy * qy;
        nearest[i] = d2 < nearest[i] ? d2 : nearest[i];
    }
}

/* Adds I / 2 of the piece. With p = L s the components not yet divided by the piece's length L,
 * both forms are L above / (r0 r1 below): one division. */
CW_WIDEST static void add_pass(columns c, const sweep_piece *piece, size_t count,
                               float *restrict pass) {
    sweep_piece p = *piece;
    for (size_t i = 0; i < count; i++) {
        relative r = relative_to(c, &p, i);
        float ex = r.rx + r.dx, ey = r.ry + r.dy;
        float length2 = r.dx * r.dx + r.dy * r.dy;
        float p0 = r.rx * r.dx + r.ry * r.dy, p1 = ex * r.dx + ey * r.dy;
        float aside = r.rx * r.dy - r.ry * r.dx; /* L d */
        float r0 = sqrtf(r.rx * r.rx + r.ry * r.ry + eye2_m2);
        float r1 = sqrtf(ex * ex + ey * ey + eye2_m2);
        bool ahead = p0 * p1 > 0.0f;
        float above = ahead ? p0 + p1 : p1 * r0 - p0 * r1;
        float below = ahead ? p1 * r0 + p0 * r1 : aside * aside + eye2_m2 * length2;
        float half = 0.5f * sqrtf(length2) * above / (r0 * r1 * below);
        pass[i] += half > 0.0f ? half : 0.0f; /* no place: not a number */
    }
}

/*
 * Random search: the share of a piece's time that a particle is inside the area, by clipping its
 * path relative to the area in the area's own axes (Liang and Barsky 1984), times the hazard of
 * the piece.
 */
CW_WIDEST static void dwell(columns c, const sweep_piece *piece, const rectangle *area,
                            size_t count, const float *restrict width, float *restrict hazard) {
    float east = (float)area->east, north = (float)area->north;
    sweep_piece p = *piece;
    float hl = (float)area->half_length_m, hw = (float)area->half_width_m;
    float per_width = p.length_m / (4.0f * hl * hw);
    for (size_t i = 0; i < count; i++) {
        relative r = relative_to(c, &p, i);
        float u = r.rx * east + r.ry * north, du = r.dx * east + r.dy * north;
        float v = r.rx * north - r.ry * east, dv = r.dx * north - r.dy * east;
        float ua = (-hl - u) / du, ub = (hl - u) / du, va = (-hw - v) / dv, vb = (hw - v) / dv;
        float enter_u = ua < ub ? ua : ub, leave_u = ua < ub ? ub : ua;
        float enter_v = va < vb ? va : vb, leave_v = va < vb ? vb : va;
        float enter = enter_u > enter_v ? enter_u : enter_v;
        float leave = leave_u < leave_v ? leave_u : leave_v;
        enter = enter > 0.0f ? enter : 0.0f;
        leave = leave < 1.0f ? leave : 1.0f;
        float inside = leave - enter;
        inside = inside > 0.0f && du == du && dv == dv ? inside : 0.0f; /* no place: not a number */
        hazard[i] += inside * per_width * width[i];
    }
}

/* Whether an area and a box part on one of the four axes of their sides, wherever the area is on
 * the piece; with a metre to spare for rounding. */
static bool is_clear(const sweep_piece *p, const rectangle *area, const block_box *box) {
    float east = (float)area->east, north = (float)area->north, spare = 1.0f;
    float hl = (float)area->half_length_m + spare, hw = (float)area->half_width_m + spare;
    float bx = 0.5f * (box->x1_m - box->x0_m), by = 0.5f * (box->y1_m - box->y0_m);
    if (!(bx >= 0.0f)) return true; /* nobody there */
    float dx = 0.5f * (p->bx - p->ax), dy = 0.5f * (p->by - p->ay);
    float x = 0.5f * (box->x0_m + box->x1_m - p->ax - p->bx);
    float y = 0.5f * (box->y0_m + box->y1_m - p->ay - p->by);
    float ae = fabsf(east), an = fabsf(north);
    return fabsf(x) > bx + fabsf(dx) + hl * ae + hw * an
           || fabsf(y) > by + fabsf(dy) + hl * an + hw * ae
           || fabsf(x * east + y * north) > hl + fabsf(dx * east + dy * north) + bx * ae + by * an
           || fabsf(x * north - y * east) > hw + fabsf(dx * north - dy * east) + bx * an + by * ae;
}

static void dwell_block(const sweeper *s, const sweep_leg *leg, const sweep_piece *piece,
                        const cw_tracks *tracks, size_t first, size_t count, block *b) {
    const rectangle *area = &s->areas[leg->area];
    size_t step = s->boxes != NULL ? SAMPLE_BLOCK : count;
    for (size_t i = 0; i < count; i += step) {
        size_t size = count - i < step ? count - i : step;
        if (s->boxes != NULL
            && is_clear(
                piece, area,
                &s->boxes->box[piece->interval * s->boxes->blocks + (first + i) / SAMPLE_BLOCK]))
            continue;
        dwell(columns_at(tracks, piece->interval, first + i), piece, area, size, b->width + i,
              b->hazard + i);
    }
}

CW_WIDEST static void add_inverse_cube(block *b, size_t count) {
    for (size_t i = 0; i < count; i++) b->hazard[i] += b->pass[i] * b->width[i];
}

CW_WIDEST static void add_exponential(block *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float near2 = b->nearest[i], share = b->pass[i] * (near2 + eye2_m2);
        float missed = 1.0f - fast_exp_minus(b->width[i] * sqrtf(near2));
        missed = missed > 1e-12f ? missed : 1e-12f;
        share = share < 1.0f ? share : 1.0f;
        b->hazard[i] -= b->pass[i] > 0.0f ? share * fast_log(missed) : 0.0f;
    }
}

CW_WIDEST static void take_definite(block *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        b->missed[i] = b->nearest[i] <= b->width[i] ? 0.0f : b->missed[i];
    }
}

CW_WIDEST static void take_hazard(const block *b, size_t count, float *restrict missed) {
    for (size_t i = 0; i < count; i++) missed[i] = b->missed[i] * fast_exp_minus(b->hazard[i]);
}

/* What the loops above multiply with, for one sweep width. */
static float coefficient(cw_detection_law law, float width_m) {
    switch (law) {
    case CW_INVERSE_CUBE:
        return width_m * width_m / (4.0f * (float)CW_PI);
    case CW_DEFINITE:
        return width_m > 0.0f ? 0.25f * width_m * width_m : -1.0f;
    case CW_EXPONENTIAL:
        return width_m > 0.0f ? 2.0f / width_m : 1e30f;
    case CW_RANDOM:
        break;
    }
    return width_m;
}

static void set_widths(const sweeper *s, const sweep_leg *leg, const cw_tracks *tracks,
                       size_t first, size_t count, float *restrict width) {
    float by_object[CW_MOST_OBJECTS];
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++)
        by_object[o] =
            coefficient(s->by_area ? CW_RANDOM : s->law, s->width_m[leg->widths][o] * leg->light);
    if (tracks->object == NULL || s->object_count <= 1) {
        for (size_t i = 0; i < count; i++) width[i] = by_object[0];
        return;
    }
    const uint8_t *object = tracks->object + (size_t)leg->output * tracks->particles + first;
    for (size_t i = 0; i < count; i++) width[i] = by_object[object[i] % CW_MOST_OBJECTS];
}

static void leg_approach(const sweeper *s, const sweep_leg *leg, const cw_tracks *tracks,
                         size_t first, size_t count, block *b) {
    for (size_t i = 0; i < count; i++) {
        b->nearest[i] = INFINITY;
        b->pass[i] = 0.0f;
    }
    for (uint32_t p = leg->first; p < leg->first + leg->count; p++) {
        const sweep_piece *piece = &s->pieces[p];
        columns c = columns_at(tracks, piece->interval, first);
        if (s->law != CW_INVERSE_CUBE) approach(c, piece, count, b->nearest);
        if (s->law != CW_DEFINITE) add_pass(c, piece, count, b->pass);
    }
}

/*
 * The planner's shortcut for laws with a lateral range: the coverage C gathered in an area gives
 * the law's POD of even coverage, here by short formulas for -ln(1 - POD) that are right to three
 * in a hundred (inverse cube, erfc(sqrt(pi)/2 C): Tsay, Chen and Liang 2013, within 0.002 of POD).
 * The random law's is C itself. Areas of one unit are passes apart from each other.
 */
CW_WIDEST static void close_area(cw_detection_law law, size_t count, float *restrict hazard,
                                 float *restrict missed) {
    float one = law == CW_INVERSE_CUBE ? 0.970427f : 1.0f;
    float two = law == CW_INVERSE_CUBE ? 0.594161f : law == CW_EXPONENTIAL ? 2.796f : 0.0f;
    float under = law == CW_EXPONENTIAL ? 1.7f : 0.0f;
    if (law == CW_DEFINITE) {
        for (size_t i = 0; i < count; i++) {
            missed[i] *= hazard[i] < 1.0f ? 1.0f - hazard[i] : 0.0f;
            hazard[i] = 0.0f;
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        float c = hazard[i];
        missed[i] *= fast_exp_minus(c * (one + two * c) / (1.0f + under * c));
        hazard[i] = 0.0f;
    }
}

static void take_leg(const sweeper *s, const sweep_leg *leg, const cw_tracks *tracks, size_t first,
                     size_t count, block *b) {
    if (leg->count == 0) return;
    if (b->output != leg->output || b->widths != leg->widths || b->light != leg->light) {
        set_widths(s, leg, tracks, first, count, b->width);
        b->output = leg->output;
        b->widths = leg->widths;
        b->light = leg->light;
    }
    if (s->by_area) {
        for (uint32_t p = leg->first; p < leg->first + leg->count; p++)
            dwell_block(s, leg, &s->pieces[p], tracks, first, count, b);
        return;
    }
    leg_approach(s, leg, tracks, first, count, b);
    if (s->law == CW_INVERSE_CUBE)
        add_inverse_cube(b, count);
    else if (s->law == CW_EXPONENTIAL)
        add_exponential(b, count);
    else
        take_definite(b, count);
}

/* What the legs so far have missed: what is open in an area is closed for the look, in a copy. */
static void look_at_block(const sweeper *s, const block *b, size_t count, float *missed) {
    if (!s->by_area || s->law == CW_RANDOM) {
        take_hazard(b, count, missed);
        return;
    }
    float hazard[BLOCK];
    memcpy(hazard, b->hazard, count * sizeof *hazard);
    memcpy(missed, b->missed, count * sizeof *missed);
    close_area(s->law, count, hazard, missed);
}

static void begin_block(block *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        b->hazard[i] = 0.0f;
        b->missed[i] = 1.0f;
    }
    b->output = UINT32_MAX;
}

/* Takes the legs from *leg on that lie before an output. */
static void take_spell(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                       uint32_t end, size_t *leg, block *b) {
    for (; *leg < s->leg_count && s->legs[*leg].output < end; ++*leg) {
        take_leg(s, &s->legs[*leg], tracks, first, count, b);
        bool last = *leg + 1 == s->leg_count || s->legs[*leg + 1].area != s->legs[*leg].area;
        if (s->by_area && s->law != CW_RANDOM && last)
            close_area(s->law, count, b->hazard, b->missed);
    }
}

void sweeper_missed_in(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                       const uint32_t *ends, size_t spells, size_t stride, float *missed) {
    block b;
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t size = count - done < BLOCK ? count - done : BLOCK, leg = 0;
        begin_block(&b, size);
        for (size_t spell = 0; spell < spells; spell++) {
            float *column = missed + spell * stride + done;
            size_t before = leg;
            take_spell(s, tracks, first + done, size, ends[spell], &leg, &b);
            if (spell > 0 && leg == before)
                memcpy(column, column - stride, size * sizeof *column);
            else
                look_at_block(s, &b, size, column);
        }
    }
}

void sweeper_missed(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                    float *missed) {
    const uint32_t end = UINT32_MAX;
    sweeper_missed_in(s, tracks, first, count, &end, 1, 0, missed);
}

void sweeper_state_begin(sweep_state *state) {
    for (size_t i = 0; i < BLOCK; i++) {
        state->hazard[i] = 0.0f;
        state->missed[i] = 1.0f;
    }
}

void sweeper_advance(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                     size_t leg, size_t end, sweep_state *state) {
    block b = {.output = UINT32_MAX};
    if (leg >= end) return;
    memcpy(b.hazard, state->hazard, sizeof b.hazard);
    memcpy(b.missed, state->missed, sizeof b.missed);
    for (; leg < end; leg++) take_leg(s, &s->legs[leg], tracks, first, count, &b);
    memcpy(state->hazard, b.hazard, sizeof b.hazard);
    memcpy(state->missed, b.missed, sizeof b.missed);
}

void sweeper_state_missed(const sweep_state *state, size_t count, float *missed) {
    for (size_t i = 0; i < count; i++)
        missed[i] *= state->missed[i] * fast_exp_minus(state->hazard[i]);
}
