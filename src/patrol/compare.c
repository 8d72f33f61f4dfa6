/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All options on the table: the same fleet, roster and weeks under each agreement. The incidents
 * are the same to the last digit, so that what differs is what the agreement changes.
 */
#include <crosswatch/patrol.h>

#include <stdlib.h>

static bool judge(const cw_patrol_world *world, const cw_roster *roster,
                  const cw_patrol_agreement *agreement, const cw_simulation_options *options,
                  cw_option *to, cw_error *err) {
    to->agreement = agreement;
    to->permit = cw_permit_create(world, agreement, err);
    if (to->permit == NULL) return false;
    to->simulation = cw_patrol_simulate(world, to->permit, roster, options, err);
    if (to->simulation == NULL) return false;
    to->fair = cw_load_is_fair(world, agreement, to->simulation);
    return true;
}

cw_option *cw_options_compare(const cw_patrol_world *world, const cw_roster *roster,
                              const cw_patrol_agreement *const *agreements, size_t count,
                              const cw_simulation_options *options, cw_error *err) {
    cw_option *list = calloc(count + 1, sizeof *list);
    if (list == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (judge(world, roster, agreements[i], options, &list[i], err)) continue;
        cw_options_free(list, i + 1);
        return NULL;
    }
    return list;
}

void cw_options_free(cw_option *options, size_t count) {
    for (size_t i = 0; options != NULL && i < count; i++) {
        cw_permit_destroy(options[i].permit);
        cw_simulation_destroy(options[i].simulation);
    }
    free(options);
}
