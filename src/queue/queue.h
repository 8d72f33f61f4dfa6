/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside queue/: a queue is SQL that both databases understand, over the drivers of the record
 * (record/store.h), and the few things in which the two differ: how a transaction begins, how a row
 * is claimed, how one hears of what others did. What a claim, a beat, a result is stands once.
 */
#ifndef CROSSWATCH_QUEUE_QUEUE_H
#define CROSSWATCH_QUEUE_QUEUE_H

#include <crosswatch/queue.h>

#include "record/store.h"

enum { QUEUE_FORMAT = 1 };

/* What was heard since one last listened. */
typedef struct heard {
    bool jobs;      /* one may be there to be taken */
    bool cancelled; /* one may have been cancelled */
} heard;

typedef struct engine {
    const driver *driver;
    void *(*create)(const char *where, cw_error *err);
    void *(*open)(const char *where, cw_error *err);
    bool (*begin)(void *db, cw_error *err); /* a transaction that writes; ended by queue_end */
    const char *claim;                      /* claim.c */
    const char *alone; /* said in a transaction, keeps others from writing while it lasts; NULL:
                          any that writes does */
    /* From now on `ear` can be read when others did something. */
    bool (*listen)(void *db, int *ear, cw_error *err);
    bool (*hear)(void *db, int ear, heard *what, cw_error *err); /* does not wait */
    bool (*call)(void *db, const char *what, cw_error *err);     /* "job" or "cancel" to others */
    void (*deafen)(int ear);
} engine;
extern const engine queue_postgres, queue_sqlite;
extern const char queue_schema_postgres[], queue_schema_sqlite[];

struct cw_queue {
    const engine *engine;
    void *db;
    int ear; /* -1: not listening */
};

bool queue_begin(cw_queue *q, cw_error *err);
/* Commits when `good`, else rolls back; what `good` becomes. */
bool queue_end(cw_queue *q, bool good, cw_error *err);
bool queue_execute(cw_queue *q, const char *sql, const value *in, size_t count, cw_error *err);
bool queue_query(cw_queue *q, const char *sql, const value *in, size_t count, const char *columns,
                 row_sink sink, void *context, cw_error *err);
/* A row_sink for one number (int64_t), which stays as it is when there is no row. */
bool queue_take_integer(void *context, const value *row, cw_error *err);
/* Copies a text column, cut to what fits. */
void queue_copy_text(const value *v, char *to, size_t size);
/* The same text with "?" for what is no UTF-8 and no NUL, as a database takes it. */
void queue_clean_text(const char *from, char *to, size_t size);
/* Why a job failed, as its column holds it: a line in English and a line in French. */
void queue_put_trouble(const cw_error *trouble, cw_text *text);
void queue_take_trouble(const value *v, cw_error *trouble);

/* ---- what a job is made of (content.c) ------------------------------------------------------- */

typedef struct job_content {
    char name[128];
    const void *text; /* of the case */
    size_t length;
    cw_job_options options;
    cw_hash files[CW_JOB_MOST_FILES];
    size_t file_count;
} job_content;
cw_job_id content_id(const job_content *content, const char *version);
/* "plan particles=0 objective=case": the one text for options, and back. */
#define OPTIONS_TEXT 80
const char *options_format(const cw_job_options *options, char text[OPTIONS_TEXT]);
bool options_parse(const char *text, cw_job_options *options, cw_error *err);
/* Calls for each path of a file in a case, in a fixed order, `place` 0, 1, ...; *instead (from the
 * case's arena), when set, takes its place. */
typedef bool (*path_visitor)(void *context, size_t place, const char *path, char **instead,
                             cw_error *err);
bool case_visit_paths(cw_case *c, path_visitor visit, void *context, cw_error *err);
/* Refuses what would take more than a job may. */
bool case_is_bearable(const cw_case *c, const cw_job_options *options, cw_error *err);

/* Puts a job whose files are in the queue already; within no transaction. */
bool queue_put(cw_queue *q, const job_content *content, const cw_job_order *order, cw_job_id *id,
               cw_job_added *added, cw_error *err);

/* ---- files by their hash (files.c) ----------------------------------------------------------- */

/* Puts the file into the queue unless it is there. */
bool file_put(cw_queue *q, const char *path, cw_hash *hash, cw_error *err);
/* Makes `folder`/HASH.ending of it unless it is there, and says so in `path`. `between` is called
 * now and then while it lasts; false from it ends the fetching. */
#define FILE_PATH 1200
typedef bool (*file_pause)(void *context, cw_error *err);
bool file_fetch(cw_queue *q, const cw_hash *hash, const char *folder, char path[FILE_PATH],
                file_pause between, void *context, cw_error *err);

/* ---- holding a job (claim.c) ------------------------------------------------------------------
 */

typedef struct claim {
    cw_job_id id;
    int64_t token;    /* of this taking; a later one has another */
    bool given_up;    /* it was not taken but ended: tried too often */
    bool bad_options; /* they cannot be read: a damaged row */
    char name[128];
    cw_job_options options;
    cw_error trouble; /* of one that was given up */
    cw_text text;
    cw_hash files[CW_JOB_MOST_FILES];
    size_t file_count;
} claim;

/* Takes the next job that is due; *got is false when there is none. Free with claim_free. */
bool claim_next(cw_queue *q, const char *worker, int64_t lease_ms, claim *c, bool *got,
                cw_error *err);
void claim_free(claim *c);
/* Renews the lease; *held is false when the job is no longer this claim's. */
bool claim_beat(cw_queue *q, const claim *c, int64_t lease_ms, bool *held, cw_error *err);
/* Stores the result; *held is false when it was refused. What is there already is passed over. */
bool claim_finish(cw_queue *q, const claim *c, cw_job_result *result, const char *centre,
                  bool *held, cw_error *err);
/* Ends the try. `again`: another may help, after a while, if tries are left. */
bool claim_fail(cw_queue *q, const claim *c, const cw_error *trouble, bool again, cw_error *err);
/* Gives the job back as if it had not been taken. */
bool claim_release(cw_queue *q, const claim *c, cw_error *err);
/* Time from now until the earliest job is due, INT64_MAX: never, below zero: it is. */
bool queue_next_due(cw_queue *q, int64_t *wait_ms, cw_error *err);
/* Jobs that wait or run, of this program's version. */
bool queue_open_jobs(cw_queue *q, uint64_t *count, cw_error *err);

cw_hash result_hash(const cw_job_result *result);

/* ---- results on their way to a record (deliver.c) -------------------------------------------- */

/* Appends each result that is owed to the store's centre as an event; `told` (may be NULL) hears
 * of each. */
typedef void (*deliver_teller)(void *context, const cw_job_id *id);
bool deliver_owed(cw_queue *q, cw_store *store, deliver_teller told, void *context, cw_error *err);

#endif
