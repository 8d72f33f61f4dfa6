/* SPDX-License-Identifier: Apache-2.0 */
/* A company of one, of a program that was built without MPI. Started several times together, it
 * refuses: each would write the same files. */
#include "base/ranks_link.h"

#include <string.h>

bool link_open(ranks_link **link, size_t *number, size_t *count, cw_error *err) {
    *link = NULL;
    *number = 0;
    *count = 1;
    return cw_fail(err, CW_ERR_INPUT,
                   "this crosswatch was built without MPI and cannot share its work among %zu "
                   "processes; build it with: meson setup -Dmpi=enabled",
                   ranks_started());
}

bool link_part(ranks_link *whole, int part, ranks_link **link, size_t *number, size_t *count,
               cw_error *err) {
    (void)whole, (void)part, (void)err;
    *link = NULL;
    *number = 0;
    *count = 1;
    return true;
}

void link_close(ranks_link *link) {
    (void)link;
}

int link_lowest(ranks_link *link, int value) {
    (void)link;
    return value;
}

void link_tell(ranks_link *link, size_t from, void *bytes, size_t length) {
    (void)link, (void)from, (void)bytes, (void)length;
}

void link_gather(ranks_link *link, const void *own, void *all, size_t length) {
    (void)link;
    memcpy(all, own, length);
}

void link_join(ranks_link *link, void *all, const int *lengths, const int *offsets) {
    (void)link, (void)all, (void)lengths, (void)offsets;
}

void link_send(ranks_link *link, size_t to, const void *bytes, size_t length) {
    (void)link, (void)to, (void)bytes, (void)length;
}

void link_receive(ranks_link *link, size_t from, void *bytes, size_t length) {
    (void)link, (void)from, (void)bytes, (void)length;
}
