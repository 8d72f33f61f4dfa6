/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch record, the words for two centres: checkpoints signed for each other, and bundles as
 * files. */
#include "record.h"

#include <stdlib.h>
#include <string.h>

bool record_word_checkpoint(record_call *c, cw_text *t, cw_error *err) {
    return record_load_key(c, err) && cw_store_checkpoint(c->store, c->key, c->now, t, err);
}

bool record_word_countersign(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    cw_text note = {0};
    bool done = record_needs(c, "note", &path, err) && record_load_key(c, err)
                && record_read_file(path, &note, err)
                && cw_store_countersign(c->store, c->key, note.data != NULL ? note.data : "",
                                        note.length, NULL, t, err);
    cw_text_free(&note);
    return done;
}

bool record_word_accept(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    cw_text note = {0};
    bool done = record_needs(c, "note", &path, err) && record_read_file(path, &note, err)
                && cw_store_accept(c->store, note.data != NULL ? note.data : "", note.length, err);
    if (done) cw_text_add(t, "%s", cli_say(c->options, "Kept.\n", "Conservé.\n"));
    cw_text_free(&note);
    return done;
}

bool record_word_export(record_call *c, cw_text *t, cw_error *err) {
    const char *to, *path, *from = record_value(c, "from");
    record_rules rules = {.count = 0};
    cw_bundle about;
    cw_text bytes = {0};
    char *end = NULL;
    unsigned long long first = from != NULL ? strtoull(from, &end, 10) : 0;
    if (from != NULL && (*from == '\0' || *from == '-' || *end != '\0'))
        return cw_fail(err, CW_ERR_INPUT, "from=%.40s is not a position of the log", from);
    bool done = record_needs(c, "to", &to, err) && record_needs(c, "file", &path, err)
                && record_load_key(c, err) && record_rules_read(c, to, &rules, err)
                && cw_bundle_export(c->store, c->key, to, first, rules.list, rules.count, c->now,
                                    &bytes, &about, err)
                && record_write_file(path, &bytes, err);
    if (done)
        cw_text_add(
            t,
            cli_say(c->options, "%s: positions %llu to %llu for %s, %llu with their event.\n",
                    "%s : positions %llu à %llu pour %s, %llu avec leur événement.\n"),
            path, (unsigned long long)about.first, (unsigned long long)about.first + about.count,
            to, (unsigned long long)about.events);
    record_rules_free(&rules);
    cw_text_free(&bytes);
    return done;
}

bool record_word_import(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    cw_bundle about;
    cw_text bytes = {0};
    bool done = record_needs(c, "file", &path, err) && record_read_file(path, &bytes, err)
                && cw_bundle_import(c->store, bytes.data != NULL ? bytes.data : "", bytes.length,
                                    &about, err);
    if (done)
        cw_text_add(t,
                    cli_say(c->options, "From %s: %llu of %llu positions were new.\n",
                            "De %s : %llu positions nouvelles sur %llu.\n"),
                    about.from, (unsigned long long)about.added, (unsigned long long)about.count);
    cw_text_free(&bytes);
    return done;
}
