/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch record, the words for replication between two servers: what one publishes goes into
 * the other's inbox by itself, and is taken in like any bundle. */
#include "record.h"

#include <string.h>

bool record_word_offer(record_call *c, cw_text *t, cw_error *err) {
    const char *to;
    if (!record_needs(c, "to", &to, err) || !cw_share_offer(c->store, to, err)) return false;
    cw_text_add(t, cli_say(c->options, "%s may subscribe.\n", "%s peut s'abonner.\n"), to);
    return true;
}

bool record_word_subscribe(record_call *c, cw_text *t, cw_error *err) {
    const char *from, *address, *whole = record_value(c, "whole");
    if (!record_needs(c, "from", &from, err) || !record_needs(c, "address", &address, err))
        return false;
    if (whole != NULL && strcmp(whole, "yes") != 0 && strcmp(whole, "no") != 0)
        return cw_fail(err, CW_ERR_INPUT, "whole=%.40s is neither yes nor no", whole);
    if (!cw_share_subscribe(c->store, from, address, whole != NULL && strcmp(whole, "yes") == 0,
                            err))
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
        && record_rules_read(c, to, &rules, err)
        && cw_share_publish(c->store, c->key, to, rules.list, rules.count, c->now, &about, err);
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
    uint64_t added = 0;
    if (!record_needs(c, "from", &from, err) || !cw_share_take(c->store, from, &added, err))
        return false;
    cw_text_add(t, cli_say(c->options, "From %s: %llu new.\n", "De %s : %llu nouveaux.\n"), from,
                (unsigned long long)added);
    return true;
}

bool record_word_link(record_call *c, cw_text *t, cw_error *err) {
    static const char *const english[] = {
        [CW_SHARE_NONE] = "%s has not subscribed.\n",
        [CW_SHARE_CONNECTED] = "%s is reading.\n",
        [CW_SHARE_CUT] = "%s is not reading; what is new is kept for it.\n",
        [CW_SHARE_LOST] = "%s was away for too long: hand over a bundle, then let it subscribe "
                          "anew.\n"};
    static const char *const french[] = {
        [CW_SHARE_NONE] = "%s n'est pas abonné.\n",
        [CW_SHARE_CONNECTED] = "%s lit.\n",
        [CW_SHARE_CUT] = "%s ne lit pas ; ce qui est nouveau lui est gardé.\n",
        [CW_SHARE_LOST] = "%s a été absent trop longtemps : transmettre un paquet, puis le laisser "
                          "se réabonner.\n"};
    const char *to;
    cw_share_state state;
    if (!record_needs(c, "to", &to, err) || !cw_share_look(c->store, to, &state, err)) return false;
    cw_text_add(t, cli_say(c->options, english[state], french[state]), to);
    c->wrong = state != CW_SHARE_CONNECTED;
    return true;
}
