/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

void *postgres_create(const char *where, cw_error *err) {
    (void)where;
    cw_fail(err, CW_ERR_MACHINE, "no");
    return NULL;
}
void *postgres_open(const char *where, cw_error *err) {
    return postgres_create(where, err);
}
const driver postgres_driver = {0};
