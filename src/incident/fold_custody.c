/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Custody (R3): who has the incident. Holds form trees: the opening is a root; an acceptance of an
 * offer of a hold makes a new hold under it. A hold is live while no offer of it is accepted: the
 * leaves of the trees. Only the holder can offer, only the one it was offered to can accept, and a
 * withdrawal does not undo an acceptance.
 *
 * So no order of messages can lose an incident: a finite tree has a leaf. Take all events there
 * are, and a live hold in them. Whoever made it knows the opening, or the offer and his acceptance,
 * that made it; of acceptances that would end it he knows none, because there are none. He sees
 * himself as the holder, whatever has not reached him yet: an acceptance makes a hold also where
 * the hold that was offered is not known (yet), or never was its author's. Two offers of one hold,
 * both accepted, leave two holders, who see each other when their events meet; that is a nuisance,
 * and safe.
 */
#include "fold.h"

#include <string.h>

/* The first acceptance in the fold's order makes the hold; further ones name the same hold. */
static void accept(fold *f, const pending *p) {
    size_t index = table_find_id(f, &p->target, ENTRY_OFFER);
    cw_custody_offer *o = index != CW_NONE ? &f->s->offers[index] : NULL;
    if (o == NULL || strcmp(o->to, p->event->centre) != 0) {
        fold_irregular(f, p->event,
                       "an acceptance of an offer that is not here, or was made to another");
        return;
    }
    if (o->state == CW_OFFER_ACCEPTED) {
        table_put_id(f, &p->event->id, ENTRY_CUSTODY,
                     table_find_id(f, &o->answer->id, ENTRY_CUSTODY));
        return;
    }
    o->state = CW_OFFER_ACCEPTED;
    o->answer = p->event;
    cw_custody *c = fold_add(f, &f->s->custody, &f->s->custody_count, &f->room.custody, sizeof *c);
    if (c == NULL) return;
    *c = (cw_custody){.event = p->event, .incident = o->incident, .holder = o->to, .live = true};
    table_put_id(f, &p->event->id, ENTRY_CUSTODY, f->s->custody_count - 1);
}

/* Which hold an offer offers. An offer of a hold that is not here waits; one of a hold that is not
 * its author's, or of another incident, offers nothing. */
static void link_offer(fold *f, size_t index) {
    cw_custody_offer *o = &f->s->offers[index];
    const cw_event_id *id = &f->links[index].custody;
    size_t custody = table_find_id(f, id, ENTRY_CUSTODY), made = table_find_id(f, id, ENTRY_SPLIT);
    if (made != CW_NONE) custody = f->splits[made].custody;
    if (custody == CW_NONE) {
        fold_irregular(f, o->event, "an offer of a hold that is not here");
        return;
    }
    cw_custody *c = &f->s->custody[custody];
    if (strcmp(c->holder, o->event->centre) != 0 || c->incident != o->incident) {
        fold_irregular(f, o->event, "an offer of a hold that is not its author's");
        if (o->state == CW_OFFER_PENDING) o->state = CW_OFFER_VOID;
        return;
    }
    o->custody = custody;
    if (o->state == CW_OFFER_ACCEPTED) c->live = false;
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
    for (size_t i = 0; i < f->pending_count; i++) {
        if (f->pending[i].kind == PENDING_ACCEPT) accept(f, &f->pending[i]);
    }
    for (size_t i = 0; i < f->pending_count; i++) {
        if (f->pending[i].kind == PENDING_REFUSE) refuse(f, &f->pending[i]);
    }
    for (size_t i = 0; i < f->s->offer_count; i++) link_offer(f, i);
    void_splits(f);
    for (size_t i = 0; i < f->s->offer_count; i++) {
        cw_custody_offer *o = &f->s->offers[i];
        bool gone = o->custody != CW_NONE && !f->s->custody[o->custody].live;
        if (o->state == CW_OFFER_PENDING && gone) o->state = CW_OFFER_VOID;
    }
}
