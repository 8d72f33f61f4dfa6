/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a chain of trials: draw, score, take or refuse, and learn from it. Every search for the
 * areas of one unit goes through here, so that how its trials are drawn is all that it has to say.
 */
#include "search/planner.h"

bool chain_run(planner *p, const chain *c) {
    candidate next;
    bool better;
    for (size_t done = 0; done < c->budget && !planner_out_of_time(p, c->deadline_s); done++) {
        if (!c->draw(p, c, done, &next)) return true;
        if (!planner_attempt(p, c->asset, &next, &better)) return false;
        if (c->learn != NULL) c->learn(p, c, better);
    }
    return true;
}
