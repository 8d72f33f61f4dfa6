/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside queue/: the one statement that takes a job; the databases differ in how its row is locked.
 * The first job that is due is taken: one that waits, or one whose lease has ended. If it was taken
 * as often as it may be, it is ended instead: whatever kills its workers would kill the next.
 * $1 worker, $2 lease in ms, $3 version.
 */
#ifndef CROSSWATCH_QUEUE_CLAIM_SQL_H
#define CROSSWATCH_QUEUE_CLAIM_SQL_H

#define CLAIM_SQL(LOCK)                                                                 \
    "UPDATE job SET"                                                                    \
    " state = CASE WHEN tries < most_tries THEN 'running' ELSE 'failed' END,"           \
    " trouble = CASE WHEN tries < most_tries THEN trouble ELSE"                         \
    "  'given up after ' || tries || ' tries: its worker was lost at the last\n' ||"    \
    "  'abandonnée après ' || tries || ' essais : son exécutant a été perdu' END," \
    " ended = CASE WHEN tries < most_tries THEN 0 ELSE now_ms() END,"                   \
    " tries = CASE WHEN tries < most_tries THEN tries + 1 ELSE tries END,"              \
    " claims = claims + 1, worker = $1, due = now_ms() + $2"                            \
    " WHERE number = (SELECT number FROM job"                                           \
    "  WHERE state IN ('waiting', 'running') AND due <= now_ms() AND version = $3"      \
    "  ORDER BY priority, number LIMIT 1" LOCK ")"                                      \
    " RETURNING id, claims, state, name, options, text, trouble,"                       \
    " (SELECT count(*) FROM job_file f WHERE f.job = job.id)"

#endif
