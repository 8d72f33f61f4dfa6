/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a chain of trials: draw, score, take or refuse, and learn from it. Every search for the
 * areas of one unit goes through here, so that how its trials are drawn is all that it has to say.
 */
#include "search/plan_crew.h"

bool chain_draw(planner *p, const chain *c, size_t done, candidate *next) {
    uint32_t number = p->draws;
    next->slack = 0.0;
    bool drawn = c->draw(p, c, done, next);
    p->draws = drawn ? number + 1 : number;
    return drawn;
}

void chain_learn(planner *p, const chain *c, bool better) {
    if (c->learn != NULL) c->learn(p, c, better);
}

bool chain_run(planner *p, const chain *c) {
    candidate next;
    bool better;
    if (p->crew != NULL) return crew_chain(p, c);
    for (size_t done = 0; done < c->budget && !planner_out_of_time(p, c->deadline_s); done++) {
        if (!chain_draw(p, c, done, &next)) return true;
        if (!planner_attempt(p, c->asset, &next, &better)) return false;
        chain_learn(p, c, better);
    }
    return true;
}
