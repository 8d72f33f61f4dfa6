/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Old jobs cleared out. A job that has ended goes with its result and its links to files, then the
 * files that no job refers to any more. A result that is nowhere else stays, unless it is said that
 * it may go: one that a record has whole is elsewhere; one that no record was to have, that is owed
 * to one yet, or of which the record has but the hash (deliver.c), is not.
 *
 * Others may add the same job, or another with the same files, at that moment. Nobody else writes
 * while a step lasts (engine.alone), and who adds a job looks once more whether its files are there
 * (add.c). Pieces are removed with their file only: those without one may be on their way in.
 */
#include "queue.h"

#define OLD "ended > 0 AND ended < $1 AND state IN ('done', 'failed', 'cancelled')"
#define ELSEWHERE                                                                           \
    "EXISTS (SELECT 1 FROM result r WHERE r.job = job.id AND r.owed = 0 AND r.centre <> ''" \
    " AND length(r.plan) <= $3 AND length(r.page_en) <= $3 AND length(r.page_fr) <= $3)"
#define MAY_GO           "(state <> 'done' OR $2 = 1 OR " ELSEWHERE ")"
#define UNUSED           "NOT EXISTS (SELECT 1 FROM job_file WHERE job_file.file = file.hash)"
#define OF_NO_JOB(TABLE) "NOT EXISTS (SELECT 1 FROM job WHERE job.id = " TABLE ".job)"

static bool count_of(cw_queue *q, const char *sql, const value *in, size_t count, uint64_t *number,
                     cw_error *err) {
    int64_t found = 0;
    bool done = queue_query(q, sql, in, count, "i", queue_take_integer, &found, err);
    *number = (uint64_t)found;
    return done;
}

static bool remove_jobs(cw_queue *q, cw_time before, bool with_results, cw_pruned *pruned,
                        cw_error *err) {
    uint64_t old = 0;
    const value in[] = {integer_value((uint64_t)before), integer_value(with_results ? 1 : 0),
                        integer_value(CW_MOST_PART_BYTES)};
    if (!count_of(q, "SELECT count(*) FROM job WHERE " OLD, in, 1, &old, err)
        || !count_of(q, "SELECT count(*) FROM job WHERE " OLD " AND " MAY_GO, in, 3, &pruned->jobs,
                     err))
        return false;
    pruned->kept = old - pruned->jobs;
    return queue_execute(q, "DELETE FROM job WHERE " OLD " AND " MAY_GO, in, 3, err)
           && queue_execute(q, "DELETE FROM result WHERE " OF_NO_JOB("result"), NULL, 0, err)
           && queue_execute(q, "DELETE FROM job_file WHERE " OF_NO_JOB("job_file"), NULL, 0, err);
}

static bool remove_files(cw_queue *q, cw_pruned *pruned, cw_error *err) {
    return count_of(q, "SELECT count(*) FROM file WHERE " UNUSED, NULL, 0, &pruned->files, err)
           && count_of(q, "SELECT CAST(coalesce(sum(length), 0) AS BIGINT) FROM file WHERE " UNUSED,
                       NULL, 0, &pruned->bytes, err)
           && queue_execute(
               q, "DELETE FROM piece WHERE file IN (SELECT hash FROM file WHERE " UNUSED ")", NULL,
               0, err)
           && queue_execute(q, "DELETE FROM file WHERE " UNUSED, NULL, 0, err);
}

static bool begin_alone(cw_queue *q, cw_error *err) {
    if (!queue_begin(q, err)) return false;
    return q->engine->alone == NULL || queue_execute(q, q->engine->alone, NULL, 0, err)
           || queue_end(q, false, err);
}

bool cw_queue_prune(cw_queue *queue, cw_time before, bool with_results, cw_pruned *pruned,
                    cw_error *err) {
    *pruned = (cw_pruned){0};
    return begin_alone(queue, err)
           && queue_end(queue, remove_jobs(queue, before, with_results, pruned, err), err)
           && begin_alone(queue, err) && queue_end(queue, remove_files(queue, pruned, err), err);
}
