/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All options on the table: the same fleet and weeks under each agreement, with one roster or each
 * with its own. The incidents
 * are the same to the last digit, so that what differs is what the agreement changes.
 */
#include <crosswatch/patrol.h>

#include <stdlib.h>

typedef struct comparison { /* what all options have in common */
    cw_patrol_world *world;
    const cw_roster *roster;
    const cw_simulation_options *options;
    const cw_week_options *planned;
    const cw_roster **made; /* planned so far: each may be what the next begins from */
    size_t made_count;
} comparison;

static bool plan_roster(comparison *c, cw_option *to, cw_error *err) {
    if (c->planned == NULL) return true;
    cw_week_options how = *c->planned;
    how.from = c->made;
    how.from_count = c->made_count;
    to->roster = cw_roster_clone(c->roster, err);
    if (to->roster == NULL
        || !cw_roster_plan(c->world, to->permit, to->roster, &how, &to->week, err))
        return false;
    c->made[c->made_count++] = to->roster;
    return true;
}

static bool judge(comparison *c, const cw_patrol_agreement *agreement, cw_option *to,
                  cw_error *err) {
    to->agreement = agreement;
    to->permit = cw_permit_create(c->world, agreement, err);
    if (to->permit == NULL || !plan_roster(c, to, err)) return false;
    to->simulation = cw_patrol_simulate(
        c->world, to->permit, to->roster != NULL ? to->roster : c->roster, c->options, err);
    if (to->simulation == NULL) return false;
    to->fair = cw_load_is_fair(c->world, agreement, to->simulation);
    return true;
}

cw_option *cw_options_compare(cw_patrol_world *world, const cw_roster *roster,
                              const cw_patrol_agreement *const *agreements, size_t count,
                              const cw_simulation_options *options, const cw_week_options *planned,
                              cw_error *err) {
    comparison c = {world, roster, options, planned, calloc(count + 1, sizeof(cw_roster *)), 0};
    cw_option *list = calloc(count + 1, sizeof *list);
    bool good = c.made != NULL && list != NULL;
    if (!good) cw_fail_memory(err);
    for (size_t i = 0; good && i < count; i++) good = judge(&c, agreements[i], &list[i], err);
    free(c.made);
    if (good) return list;
    cw_options_free(list, count);
    return NULL;
}

void cw_options_free(cw_option *options, size_t count) {
    for (size_t i = 0; options != NULL && i < count; i++) {
        cw_permit_destroy(options[i].permit);
        cw_roster_destroy(options[i].roster);
        cw_simulation_destroy(options[i].simulation);
    }
    free(options);
}
