/* SPDX-License-Identifier: Apache-2.0 */
/* The only place that knows OpenMP's names. Pieces are handed out dynamically: their order differs
 * from run to run, their borders do not. */
#include <crosswatch/base.h>

#include <omp.h>

int cw_thread_count(int asked) {
    if (asked > 0) return asked;
    return omp_get_num_procs();
}

void cw_parallel_for(size_t count, size_t grain, int threads, cw_range_body body, void *context) {
    if (grain == 0) grain = 1;
    size_t pieces = (count + grain - 1) / grain;
    int workers = cw_thread_count(threads);
    if (pieces <= 1 || workers <= 1) {
        for (size_t first = 0; first < count; first += grain) {
            body(context, first, first + grain < count ? first + grain : count);
        }
        return;
    }
#pragma omp parallel for schedule(dynamic) num_threads(workers)
    for (size_t piece = 0; piece < pieces; piece++) {
        size_t first = piece * grain;
        body(context, first, first + grain < count ? first + grain : count);
    }
}
