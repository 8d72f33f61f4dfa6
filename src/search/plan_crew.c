/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several ranks at one island, for the plan of one rank, bit for bit. All hold the same state. In a
 * round each draws one of the next trials of a chain as if those before it were refused, lays it
 * and scores the first parts of the sample, which is where most end. Then they meet, and go through
 * the round's trials in their order: one that is still promising is sent to all, and each rank
 * scores its share of the particles; what it misses is brought together, and every rank sums it up
 * in the order of one rank and comes to the same verdict. At the first that is better the rest of
 * the round is forgotten, draws and all, and the next round starts from there.
 *
 * A rank that fails says so at the next meeting, in which a failure and news travel together, so
 * that none waits for it.
 */
#include "search/plan_crew.h"

#include <string.h>

/* What a rank tells of its trial. */
typedef struct lane_word {
    bool failed; /* cw_ranks_meet's */
    bool none;   /* there was nothing left to draw */
    bool promising;
    bool late;
    refusal refused;
    cw_binding binding;
    size_t bytes; /* of the trial, where it is promising */
    double value; /* of what else they compare */
} lane_word;

static bool meet(planner *p, bool good, lane_word *own, lane_word all[MOST_LANES]) {
    return cw_ranks_meet(p->crew, good, own, all, sizeof *own, p->err);
}

bool crew_agree(planner *p, bool good) {
    lane_word own = {0}, all[MOST_LANES];
    return p->crew == NULL ? good : meet(p, good, &own, all);
}

bool crew_is_late(planner *p, bool late) {
    lane_word own = {.late = late}, all[MOST_LANES];
    if (p->crew == NULL) return late;
    return !meet(p, true, &own, all) || all[0].late;
}

bool crew_compare(planner *p, double own, double *values) {
    lane_word word = {.value = own}, all[MOST_LANES] = {word};
    if (p->crew != NULL && !meet(p, true, &word, all)) return false;
    for (size_t lane = 0; lane < cw_ranks_count(p->crew); lane++) values[lane] = all[lane].value;
    return true;
}

/* Each rank a share of the particles. */
static bool score_shares(planner *p, bool ready, float *missed) {
    size_t n = p->particles;
    if (!crew_agree(p, ready)) return false;
    cw_share own = cw_ranks_share(p->crew, cw_ranks_number(p->crew), n, SWEEP_BLOCK);
    planner_score(p, own.first, own.count, missed);
    for (size_t b = 0; b < p->worth->spells; b++)
        cw_ranks_join(p->crew, missed + b * n, sizeof *missed, n, SWEEP_BLOCK);
    return true;
}

bool crew_score(planner *p, const asset *a, const trial *t, float *missed) {
    return score_shares(p, trial_ready(p, a, t), missed);
}

void planner_lost(planner *p) {
    if (p->crew != NULL) crew_agree(p, cw_fail_memory(p->err));
}

/* ---- a round ------------------------------------------------------------------------------- */

/* Where a chain stands before a trial; all that a refused one changes, but for counts. */
typedef struct place {
    size_t done;
    uint32_t draws;
    double step;
} place;

/* Where the chain would stand had `refused` trials been refused since. */
static void go_to(planner *p, const chain *c, const place *from, size_t refused) {
    p->draws = from->draws + (uint32_t)refused;
    p->step[c->asset->index] = from->step;
    for (size_t k = 0; k < refused; k++) chain_learn(p, c, false);
}

static bool pack(planner *p, lane_word *word) {
    if (!parcel_begin(&p->sent, 0) || !parcel_put_trial(&p->sent, &p->tried))
        return cw_fail_memory(p->err);
    word->bytes = p->sent.length;
    return true;
}

/* This rank's trial of the round. */
static bool look_ahead(planner *p, const chain *c, size_t done, lane_word *word) {
    candidate next;
    word->none = !chain_draw(p, c, done, &next);
    if (word->none) return true;
    if (!trial_lay(p, c->asset, &next)) return false;
    word->refused = p->tried.refused;
    word->binding = p->tried.binding;
    if (word->refused != FITS) return true;
    if (!trial_ready(p, c->asset, &p->tried)) return false;
    word->promising = trial_keeps_up(p, c->asset->index, LOOK_PARTS, false);
    return !word->promising || pack(p, word);
}

/* One rank's trial, to all. What has arrived so far is the same on all, and so is whether there is
 * room. */
static bool send_trial(planner *p, size_t lane, size_t bytes) {
    parcel *to = &p->arrived;
    if (bytes > to->room && !crew_agree(p, parcel_begin(to, bytes) || cw_fail_memory(p->err)))
        return false;
    if (lane == cw_ranks_number(p->crew)) memcpy(to->bytes, p->sent.bytes, bytes);
    parcel_tell(to, p->crew, lane, bytes);
    return true;
}

/* All look at the trial of one of them. */
static bool look_together(planner *p, const chain *c, size_t lane, const lane_word *word,
                          bool *better) {
    size_t unit = c->asset->index;
    if (!send_trial(p, lane, word->bytes)) return false;
    bool ready = (parcel_take_trial(&p->arrived, &p->tried) || cw_fail_memory(p->err))
                 && trial_ready(p, c->asset, &p->tried);
    if (!score_shares(p, ready, p->trial_missed)) return false;
    *better = trial_keeps_up(p, unit, SAMPLE_PARTS, true) && trial_wins(p, unit);
    if (*better) trial_take(p, unit);
    return true;
}

/* Goes on from the first trial that is better, or behind the last. */
static bool go_through(planner *p, const chain *c, place *at, const lane_word *all, size_t count,
                       bool *over) {
    size_t k = 0;
    bool better = false;
    for (; k < count && !all[k].none && !better; k++) {
        planner_count(p, c->asset->index, all[k].refused, all[k].binding);
        if (all[k].promising && !look_together(p, c, k, &all[k], &better)) return false;
    }
    *over = k < count && all[k].none && !better;
    go_to(p, c, at, better ? k - 1 : k);
    if (better) {
        p->draws++;
        chain_learn(p, c, true);
    }
    *at = (place){at->done + k, p->draws, p->step[c->asset->index]};
    return true;
}

static bool play_round(planner *p, const chain *c, place *at, bool *over) {
    lane_word own = {0}, all[MOST_LANES];
    size_t lane = cw_ranks_number(p->crew), count = cw_ranks_count(p->crew);
    bool good = true;
    if (count > c->budget - at->done) count = c->budget - at->done;
    if (lane < count) {
        go_to(p, c, at, lane);
        good = look_ahead(p, c, at->done + lane, &own);
    }
    return meet(p, good, &own, all) && go_through(p, c, at, all, count, over);
}

bool crew_chain(planner *p, const chain *c) {
    place at = {.draws = p->draws, .step = p->step[c->asset->index]};
    bool over = false;
    while (!over && at.done < c->budget && !planner_out_of_time(p, c->deadline_s)) {
        if (!play_round(p, c, &at, &over)) return false;
    }
    return true;
}
