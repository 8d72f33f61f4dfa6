/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loops over several threads. A loop starts its threads, they take pieces in order from a shared
 * counter until none is left, and they end with it: nothing outlives the call, so two cases in one
 * process share nothing. A loop over two threads costs some 40 microseconds, which its pieces
 * (blocks of particles, plans to score) exceed many times. Which thread takes which piece differs
 * from run to run; the pieces' borders do not.
 *
 * POSIX threads, and not OpenMP: the same code builds with both compilers without a runtime of
 * their own, and ThreadSanitizer sees every hand-over.
 */
#include <crosswatch/base.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST_THREADS = 256 };

typedef struct loop {
    size_t count, grain;
    cw_range_body body;
    void *context;
    atomic_size_t next; /* the first item that nobody has taken */
} loop;

int cw_thread_count(int asked) {
    if (asked > 0) return asked < MOST_THREADS ? asked : MOST_THREADS;
    cpu_set_t processors; /* those that this process may use */
    if (sched_getaffinity(0, sizeof processors, &processors) != 0) return 1;
    int count = CPU_COUNT(&processors);
    return count < 1 ? 1 : count < MOST_THREADS ? count : MOST_THREADS;
}

static void *work(void *argument) {
    loop *l = argument;
    for (;;) {
        size_t first = atomic_fetch_add_explicit(&l->next, l->grain, memory_order_relaxed);
        if (first >= l->count) return NULL;
        size_t left = l->count - first;
        l->body(l->context, first, first + (left < l->grain ? left : l->grain));
    }
}

void cw_parallel_for(size_t count, size_t grain, int threads, cw_range_body body, void *context) {
    if (grain == 0) grain = 1;
    if (grain > count) grain = count; /* keeps the counter far from its end */
    if (count == 0) return;
    loop l = {.count = count, .grain = grain, .body = body, .context = context};
    size_t pieces = (count - 1) / grain + 1, wanted = (size_t)cw_thread_count(threads) - 1;
    if (wanted > pieces - 1) wanted = pieces - 1;
    pthread_t helpers[MOST_THREADS];
    size_t started = 0;
    /* Where the machine gives no more threads, those there are do the work. */
    while (started < wanted && pthread_create(&helpers[started], NULL, work, &l) == 0) started++;
    work(&l);
    for (size_t i = 0; i < started; i++) pthread_join(helpers[i], NULL);
}
