/* SPDX-License-Identifier: Apache-2.0 */
/* What the answers rest on: the bundled tables, and the versions of the program and its libraries.
 * Both are in the program itself and are answered at once. */
#include "room.h"

#include <string.h>

static bool leeway(request *q, answer *a, cw_error *err) {
    (void)q;
    cw_leeway_table *table = cw_leeway_table_create(err);
    bool done = table != NULL && cw_report_leeway_json(table, NULL, &a->text, err);
    cw_leeway_table_destroy(table);
    a->type = "application/json; charset=utf-8";
    return done;
}

static bool sweep(request *q, answer *a, cw_error *err) {
    (void)q;
    cw_sweep_table *table = cw_sweep_table_create(err);
    bool done = table != NULL && cw_report_sweep_json(table, -1, &a->text, err);
    cw_sweep_table_destroy(table);
    a->type = "application/json; charset=utf-8";
    return done;
}

static bool version(request *q, answer *a, cw_error *err) {
    cw_library libraries[CW_LIBRARIES];
    (void)q;
    cw_library_versions(libraries);
    json_t *list = json_array();
    for (size_t i = 0; i < CW_LIBRARIES; i++)
        json_array_append_new(list, json_pack("{s:s,s:s}", "name", libraries[i].name, "version",
                                              libraries[i].version));
    a->json = json_pack("{s:s,s:o}", "version", CW_VERSION, "libraries", list);
    return a->json != NULL || cw_fail_memory(err);
}

const route routes_about[] = {{"GET", "/api/1/tables/leeway", ROLE_VIEWER, false, leeway},
                              {"GET", "/api/1/tables/sweep", ROLE_VIEWER, false, sweep},
                              {"GET", "/api/1/version", ROLE_VIEWER, false, version},
                              {0}};
