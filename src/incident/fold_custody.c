/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Custody (R3): who has the incident. Holds form trees: the opening is a root; an acceptance of an
 * offer of a hold makes a new hold under it. A hold is live while no offer of it is accepted: the
 * leaves of the trees. Only the holder can offer, only the one it was offered to can accept, and a
 * withdrawal does not undo an acceptance.
 *
 * So no order of messages can lose an incident: a finite tree has a leaf. Take all events there
 * are, and a live hold in them; whoever made it knows the event that made it, and of the
 * acceptances that would end it knows none, because there are none. He sees himself as the holder,
 * whatever has not reached him yet. Two offers of one hold, both accepted, leave two holders, who
 * see each other when their events meet; that is a nuisance, and safe.
 */
#include "fold.h"

#include <string.h>

static bool link_offer(fold *f, size_t index) {
    cw_custody_offer *o = &f->s->offers[index];
    const cw_event_id *id = &f->links[index].custody;
    size_t custody = table_find_id(f, id, ENTRY_CUSTODY), made = table_find_id(f, id, ENTRY_SPLIT);
    if (made != CW_NONE) custody = f->splits[made].custody;
    if (o->custody != CW_NONE || custody == CW_NONE) return false;
    if (strcmp(f->s->custody[custody].holder, o->event->centre) != 0) return false;
    o->custody = custody;
    return true;
}

/* The first acceptance in the fold's order makes the hold; further ones by the same centre name the
 * same hold. */
static bool accept(fold *f, pending *p) {
    size_t index = table_find_id(f, &p->target, ENTRY_OFFER);
    if (p->done || index == CW_NONE) return false;
    cw_custody_offer *o = &f->s->offers[index];
    if (o->custody == CW_NONE || strcmp(o->to, p->event->centre) != 0) return false;
    p->done = true;
    if (o->state == CW_OFFER_ACCEPTED) {
        table_put_id(f, &p->event->id, ENTRY_CUSTODY,
                     table_find_id(f, &o->answer->id, ENTRY_CUSTODY));
        return true;
    }
    o->state = CW_OFFER_ACCEPTED;
    o->answer = p->event;
    f->s->custody[o->custody].live = false;
    size_t incident = f->s->custody[o->custody].incident;
    cw_custody *c = fold_add(f, &f->s->custody, &f->s->custody_count, &f->room.custody, sizeof *c);
    if (c == NULL) return false;
    *c = (cw_custody){.event = p->event, .incident = incident, .holder = o->to, .live = true};
    table_put_id(f, &p->event->id, ENTRY_CUSTODY, f->s->custody_count - 1);
    return true;
}

static void refuse(fold *f, const pending *p) {
    size_t index = table_find_id(f, &p->target, ENTRY_OFFER);
    if (index == CW_NONE) {
        fold_irregular(f, p->event, "a refusal of an offer that is not here");
        return;
    }
    cw_custody_offer *o = &f->s->offers[index];
    bool may =
        strcmp(p->event->centre, o->to) == 0 || strcmp(p->event->centre, o->event->centre) == 0;
    if (!may)
        fold_irregular(f, p->event, "a refusal by a centre that the offer does not concern");
    else if (o->state == CW_OFFER_PENDING) {
        o->state = CW_OFFER_REFUSED;
        o->answer = p->event;
    }
}

/* A hold that an undone split made is none: its incident is again a part of the other. */
static void void_splits(fold *f) {
    for (size_t i = 0; i < f->split_count; i++) {
        if (f->splits[i].undone) f->s->custody[f->splits[i].custody].live = false;
    }
}

void resolve_custody(fold *f) {
    bool progress = true;
    while (progress
           && !f->failed) { /* offers of holds that acceptances make, in any order of clocks */
        progress = false;
        for (size_t i = 0; i < f->s->offer_count; i++) progress = link_offer(f, i) || progress;
        for (size_t i = 0; i < f->pending_count && !f->failed; i++) {
            if (f->pending[i].kind == PENDING_ACCEPT)
                progress = accept(f, &f->pending[i]) || progress;
        }
    }
    for (size_t i = 0; i < f->pending_count; i++) {
        pending *p = &f->pending[i];
        if (p->kind == PENDING_ACCEPT && !p->done)
            fold_irregular(f, p->event,
                           "an acceptance of an offer that is not here, or was made to another");
        if (p->kind == PENDING_REFUSE) refuse(f, p);
    }
    void_splits(f);
    for (size_t i = 0; i < f->s->offer_count; i++) {
        cw_custody_offer *o = &f->s->offers[i];
        if (o->custody == CW_NONE)
            fold_irregular(f, o->event, "an offer of a hold that is not here, or not its author's");
        if (o->state == CW_OFFER_PENDING
            && (o->custody == CW_NONE || !f->s->custody[o->custody].live))
            o->state = CW_OFFER_VOID;
    }
}
