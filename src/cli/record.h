/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: what the words of "crosswatch record" share. */
#ifndef CROSSWATCH_CLI_RECORD_H
#define CROSSWATCH_CLI_RECORD_H

#include "cli.h"

typedef struct record_call { /* crosswatch record WORD RECORD [KEY=VALUE ...] */
    const cli_options *options;
    const char *word, *where;
    cw_store *store;
    cw_exchange *exchange;
    cw_secret_key *key;
    cw_time now;
    bool wrong; /* verify found something, a row was refused, a link is cut: exit status 1 */
} record_call;

/* The value of KEY=VALUE; NULL: not given. */
const char *record_value(const record_call *c, const char *key);
bool record_needs(const record_call *c, const char *key, const char **value, cw_error *err);
bool record_read_file(const char *path, cw_text *to, cw_error *err);
/* A new file; refuses to replace one. */
bool record_write_file(const char *path, const cw_text *bytes, cw_error *err);
bool record_load_key(record_call *c, cw_error *err);

/* Refuses keys that are not among `known`, parted and surrounded by spaces. */
bool record_check_keys(const record_call *c, const char *known, cw_error *err);
/* The event that event= names, by the first digits of its identifier. */
bool record_find_event(const record_call *c, cw_event_id *id, cw_error *err);

/* What may be released (record_release.c); free with record_rules_free, also after a failure. */
enum { RECORD_MOST_WORDS = 40 };
typedef struct record_rules {
    const cw_release_rule *list;
    size_t count;
    cw_release_rule words[RECORD_MOST_WORDS];
    char names[RECORD_MOST_WORDS][2][CW_MOST_KIND + 1];
    cw_release_file *file;
} record_rules;
bool record_rules_read(const record_call *c, const char *to, record_rules *rules, cw_error *err);
void record_rules_free(record_rules *rules);

/* Words for the record's keeper (record_keep.c). */
bool record_word_init(record_call *c, cw_text *t, cw_error *err);
bool record_word_trust(record_call *c, cw_text *t, cw_error *err);
bool record_word_redact(record_call *c, cw_text *t, cw_error *err);
bool record_word_copy(record_call *c, cw_text *t, cw_error *err);

/* Words that look (record_look.c). */
bool record_word_list(record_call *c, cw_text *t, cw_error *err);
bool record_word_show(record_call *c, cw_text *t, cw_error *err);
bool record_word_verify(record_call *c, cw_text *t, cw_error *err);

/* Words for two centres (record_centres.c). */
bool record_word_checkpoint(record_call *c, cw_text *t, cw_error *err);
bool record_word_countersign(record_call *c, cw_text *t, cw_error *err);
bool record_word_accept(record_call *c, cw_text *t, cw_error *err);
bool record_word_export(record_call *c, cw_text *t, cw_error *err);
bool record_word_import(record_call *c, cw_text *t, cw_error *err);

/* Words for replication between two servers (record_share.c). */
bool record_word_exchange(record_call *c, cw_text *t, cw_error *err);
bool record_word_offer(record_call *c, cw_text *t, cw_error *err);
bool record_word_subscribe(record_call *c, cw_text *t, cw_error *err);
bool record_word_publish(record_call *c, cw_text *t, cw_error *err);
bool record_word_take(record_call *c, cw_text *t, cw_error *err);
bool record_word_link(record_call *c, cw_text *t, cw_error *err);
bool record_word_purge(record_call *c, cw_text *t, cw_error *err);

#endif
