/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch record, the words for replication between two servers: what one publishes goes into
 * the other's inbox by itself, and is taken in like any bundle. */
#include "record.h"

#include <string.h>

static bool open_exchange(record_call *c, cw_error *err) {
    const char *where;
    if (!record_needs(c, "exchange", &where, err)) return false;
    c->exchange = cw_exchange_open(where, c->store, err);
    return c->exchange != NULL;
}

bool record_word_exchange(record_call *c, cw_text *t, cw_error *err) {
    const char *where;
    if (!record_needs(c, "exchange", &where, err)) return false;
    c->exchange = cw_exchange_create(where, c->store, err);
    if (c->exchange == NULL) return false;
    cw_text_add(t, cli_say(c->options, "The exchange of %s.\n", "La base d'échange de %s.\n"),
                cw_store_own_key(c->store)->centre);
    return true;
}

bool record_word_offer(record_call *c, cw_text *t, cw_error *err) {
    const char *to;
    if (!record_needs(c, "to", &to, err) || !open_exchange(c, err)
        || !cw_share_offer(c->exchange, to, err))
        return false;
    cw_text_add(t, cli_say(c->options, "%s may subscribe.\n", "%s peut s'abonner.\n"), to);
    return true;
}

bool record_word_subscribe(record_call *c, cw_text *t, cw_error *err) {
    const char *from, *address, *whole = record_value(c, "whole");
    if (!record_needs(c, "from", &from, err) || !record_needs(c, "address", &address, err))
        return false;
    if (whole != NULL && strcmp(whole, "yes") != 0 && strcmp(whole, "no") != 0)
        return cw_fail(err, CW_ERR_INPUT, "whole=%.40s is neither yes nor no", whole);
    if (!open_exchange(c, err)
        || !cw_share_subscribe(c->exchange, from, address,
                               whole != NULL && strcmp(whole, "yes") == 0, err))
        return false;
    cw_text_add(t, cli_say(c->options, "Subscribed to %s.\n", "Abonné à %s.\n"), from);
    return true;
}

bool record_word_publish(record_call *c, cw_text *t, cw_error *err) {
    const char *to;
    record_rules rules = {.count = 0};
    cw_bundle about;
    bool done =
        record_needs(c, "to", &to, err) && record_load_key(c, err)
        && record_rules_read(c, to, &rules, err) && open_exchange(c, err)
        && cw_share_publish(c->exchange, c->key, to, rules.list, rules.count, c->now, &about, err);
    if (done)
        cw_text_add(t,
                    cli_say(c->options, "%llu positions for %s, %llu with their event.\n",
                            "%llu positions pour %s, %llu avec leur événement.\n"),
                    (unsigned long long)about.count, to, (unsigned long long)about.events);
    record_rules_free(&rules);
    return done;
}

bool record_word_take(record_call *c, cw_text *t, cw_error *err) {
    const char *from;
    cw_taken taken;
    if (!record_needs(c, "from", &from, err)
        || (record_value(c, "key") != NULL && !record_load_key(c, err)) || !open_exchange(c, err)
        || !cw_share_take(c->exchange, from, c->key, &taken, err))
        return false;
    cw_text_add(t,
                cli_say(c->options, "From %s: %llu new; %llu of our checkpoints countersigned.\n",
                        "De %s : %llu nouveaux ; %llu de nos points de contrôle contresignés.\n"),
                from, (unsigned long long)taken.added, (unsigned long long)taken.countersigns);
    if (taken.refused > 0)
        cw_text_add(
            t,
            cli_say(c->options,
                    "Refused, and kept in the table crosswatch_exchange.refused: %llu (%s).\n",
                    "Refusés, et gardés dans la table crosswatch_exchange.refused : %llu (%s).\n"),
            (unsigned long long)taken.refused, cw_error_text(&taken.why, c->options->language));
    c->wrong = taken.refused > 0;
    return true;
}

bool record_word_link(record_call *c, cw_text *t, cw_error *err) {
    static const char *const english[] = {
        [CW_SHARE_NONE] = "%s has not subscribed.\n",
        [CW_SHARE_CONNECTED] = "%s is reading.\n",
        [CW_SHARE_CUT] = "%s is not reading; what is new is kept for it.\n",
        [CW_SHARE_LOST] = ("%s was away for too long: hand over a bundle, then let it subscribe "
                           "anew.\n")};
    static const char *const french[] = {
        [CW_SHARE_NONE] = "%s n'est pas abonné.\n",
        [CW_SHARE_CONNECTED] = "%s lit.\n",
        [CW_SHARE_CUT] = "%s ne lit pas ; ce qui est nouveau lui est gardé.\n",
        [CW_SHARE_LOST] =
            ("%s a été absent trop longtemps : transmettre un paquet, puis le laisser "
             "se réabonner.\n")};
    const char *to;
    cw_share_state state;
    if (!record_needs(c, "to", &to, err) || !open_exchange(c, err)
        || !cw_share_look(c->exchange, to, &state, err))
        return false;
    cw_text_add(t, cli_say(c->options, english[state], french[state]), to);
    c->wrong = state != CW_SHARE_CONNECTED;
    return true;
}

bool record_word_purge(record_call *c, cw_text *t, cw_error *err) {
    if (!open_exchange(c, err) || !cw_share_purge(c->exchange, err)) return false;
    cw_text_add(t, "%s",
                cli_say(c->options, "What holds a redacted part was emptied.\n",
                        "Ce qui contient une partie expurgée est vidé.\n"));
    return true;
}
