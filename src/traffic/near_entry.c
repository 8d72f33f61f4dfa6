/* SPDX-License-Identifier: Apache-2.0 */
/* Who must be asked before a helper enters. Ships of opportunity need no leave to render assistance
 * (UNCLOS article 98, SOLAS V/33): only units of a state fall under the agreement of the case. */
#include "near.h"

#include <string.h>

/* The zone in which most of the crowd is; SIZE_MAX: in none. */
static size_t zone_of_most(const cw_agreement *a, const crowd *c, cw_time when) {
    size_t best = SIZE_MAX, most = 0;
    for (size_t z = 0; z < a->zone_count; z++) {
        size_t n = 0;
        for (size_t i = 0; i < c->count; i++) {
            cw_xy at;
            n += crowd_at(c, i, when, &at) && cw_zone_contains(a->zones[z], at);
        }
        if (n <= most) continue;
        most = n;
        best = z;
    }
    return best;
}

void near_entry(const cw_near_problem *problem, const crowd *c, cw_time when,
                const cw_helper *helper, cw_near *row) {
    const cw_agreement *a = problem->agreement;
    row->entry = CW_ENTRY_FREE;
    row->zone = SIZE_MAX;
    if (a == NULL) return;
    row->zone = zone_of_most(a, c, when);
    if (row->zone == SIZE_MAX || !cw_helper_ability_of(helper->kind)->of_a_state) return;
    if (problem->nations != NULL && strcmp(problem->nations[row->zone], helper->nation) == 0)
        return;
    row->entry = CW_ENTRY_NO_RULE;
    for (size_t r = 0; r < a->rule_count; r++) {
        const cw_agreement_rule *rule = &a->rules[r];
        bool holds = strcmp(rule->nation, helper->nation) == 0
                     && (rule->zone == SIZE_MAX || rule->zone == row->zone);
        if (!holds || !rule->allowed) continue;
        row->entry = rule->on_request ? CW_ENTRY_ASK : CW_ENTRY_FREE;
        row->ask_minutes = rule->on_request ? rule->delay_s / 60.0 : 0.0;
        return;
    }
}
