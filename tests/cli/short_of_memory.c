/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command, but on one rank one allocation fails. Linked over the library with --wrap, so that
 * it stands before the allocations of Crosswatch's own code and of nobody else's:
 * CROSSWATCH_SHORT_RANK says on which rank, CROSSWATCH_SHORT_AT at which of them, from 1.
 */
#include <stdatomic.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *held, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *held, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

static atomic_long asked;

static int fails(void) {
    const char *at = getenv("CROSSWATCH_SHORT_AT"), *on = getenv("CROSSWATCH_SHORT_RANK");
    const char *rank = getenv("OMPI_COMM_WORLD_RANK");
    long wanted = at != NULL ? strtol(at, NULL, 10) : 0, number = atomic_fetch_add(&asked, 1) + 1;
    return number == wanted && on != NULL && rank != NULL && on[0] == rank[0];
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *held, size_t size) {
    return fails() ? NULL : __real_realloc(held, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return fails() ? NULL : __real_aligned_alloc(alignment, size);
}
