/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch record, the words for its keeper: made, trusted, redacted, copied. */
#include "record.h"

#include <stdio.h>

/* A key in a new file, and a new record that is that key's. */
bool record_word_init(record_call *c, cw_text *t, cw_error *err) {
    const char *centre, *path;
    char text[CW_KEY_TEXT];
    cw_public_key own;
    if (!record_needs(c, "centre", &centre, err) || !record_needs(c, "key", &path, err)
        || !cw_secret_key_create(path, centre, &own, err))
        return false;
    c->store = cw_store_create(c->where, &own, err);
    if (c->store == NULL) {
        remove(path); /* the key is of no record */
        return false;
    }
    cw_text_add(t,
                cli_say(c->options, "The record of %s. Its public key, for the partner:\n%s\n",
                        "Le registre de %s. Sa clé publique, pour le partenaire :\n%s\n"),
                centre, cw_public_key_format(&own, text));
    return true;
}

bool record_word_trust(record_call *c, cw_text *t, cw_error *err) {
    const char *text;
    cw_public_key partner;
    if (!record_needs(c, "public", &text, err) || !cw_public_key_parse(text, &partner, err)
        || !cw_store_trust(c->store, &partner, err))
        return false;
    cw_text_add(
        t, cli_say(c->options, "%s is trusted by this key.\n", "%s est reconnu par cette clé.\n"),
        partner.centre);
    return true;
}

bool record_word_redact(record_call *c, cw_text *t, cw_error *err) {
    cw_redaction r = {.part_count = 1, .now = c->now};
    const char *part;
    if (!record_find_event(c, &r.event, err) || !record_needs(c, "part", &part, err)
        || !record_needs(c, "person", &r.person, err) || !record_needs(c, "reason", &r.reason, err))
        return false;
    r.parts = &part;
    if (!cw_store_redact(c->store, &r, err)) return false;
    cw_text_add(t, "%s",
                cli_say(c->options, "Removed; its identifier and all proofs stay as they are.\n",
                        "Retiré ; son identifiant et toutes les preuves restent.\n"));
    return true;
}

bool record_word_copy(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    if (!record_needs(c, "file", &path, err) || !cw_store_copy(c->store, path, err)) return false;
    cw_text_add(t, "%s\n", path);
    return true;
}
