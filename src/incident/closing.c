/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must be true to close an incident (R1, R2, R8, R15). Every condition is asked of all that is
 * known now, not of what was known when somebody closed: people reported aboard minus people
 * recovered (and tied by a positive key), callers that nobody accounts for, an offer of custody
 * that hangs in the air, reports that the closing did not know. An exception by a named officer
 * with a reason lifts what it names, and no more: one more missing person, and the incident is
 * open. "In the other region" is no ground; only evidence is.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

/* ---- accounting ---------------------------------------------------------------------------- */

static void count_people(const cw_situation *s, size_t incident, cw_accounting *a) {
    for (size_t i = 0; i < s->people_count; i++) {
        const cw_statement_of_people *p = &s->people[i];
        if (!p->current || !cw_situation_same(s, p->incident, incident)) continue;
        /* people in the water were aboard, whatever else is known */
        bool aboard = p->kind == CW_PEOPLE_ABOARD || p->kind == CW_PEOPLE_IN_WATER;
        a->aboard_known = a->aboard_known || p->kind == CW_PEOPLE_ABOARD;
        if (aboard && p->high > a->aboard) a->aboard = p->high;
        if (p->kind == CW_PEOPLE_MISSING && p->high > a->missing) a->missing = p->high;
    }
    for (size_t i = 0; i < s->recovery_count; i++) {
        const cw_recovery *r = &s->recoveries[i];
        if (!r->current || !r->tied || !cw_situation_same(s, r->incident, incident)) continue;
        a->alive += r->alive;
        a->dead += r->dead;
    }
    int rest = a->aboard - a->alive - a->dead;
    a->surplus = a->aboard_known && rest < 0 ? -rest : 0;
    a->unaccounted = rest > a->missing ? rest : a->missing;
}

static bool answered_aboard(const cw_recovery *r, const char *number) {
    char plain[24];
    if (r->key == CW_KEY_PHONE && cw_number_normalise(r->key_text, strlen(r->key_text), plain)
        && strcmp(plain, number) == 0)
        return true;
    for (size_t i = 0; i < r->number_count; i++) {
        if (cw_number_normalise(r->numbers[i], strlen(r->numbers[i]), plain)
            && strcmp(plain, number) == 0)
            return true;
    }
    return false;
}

static bool accounted(const cw_situation *s, size_t incident, const char *number) {
    for (size_t i = 0; i < s->recovery_count; i++) {
        const cw_recovery *r = &s->recoveries[i];
        if (r->current && r->tied && cw_situation_same(s, r->incident, incident)
            && answered_aboard(r, number))
            return true;
    }
    for (size_t i = 0; i < s->account_count; i++) {
        const cw_call_account *a = &s->accounts[i];
        if (strcmp(a->number, number) != 0 || !cw_situation_same(s, a->incident, incident))
            continue;
        if (a->recovery == CW_NONE) return true;
        const cw_recovery *r = &s->recoveries[a->recovery];
        if (r->current && r->tied && cw_situation_same(s, r->incident, incident)) return true;
    }
    return false;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers of callers aboard, and of calls missed, each once. */
static bool list_calls(const cw_situation *s, size_t incident, cw_arena *arena, cw_accounting *a) {
    const char **list = cw_arena_alloc(arena, (s->report_count + s->call_count + 1) * sizeof *list);
    size_t count = 0, kept = 0;
    if (list == NULL) return false;
    for (size_t i = 0; i < s->report_count; i++) {
        const cw_filed_report *r = &s->reports[i];
        if (r->reading.number[0] != '\0' && report_from_aboard(r)
            && cw_situation_same(s, r->incident, incident))
            list[count++] = r->reading.number;
    }
    for (size_t i = 0; i < s->call_count; i++) {
        if (s->calls[i].open && cw_situation_same(s, s->calls[i].incident, incident))
            list[count++] = s->calls[i].number;
    }
    qsort(list, count, sizeof *list, by_text);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(list[i], list[i - 1]) == 0) continue;
        if (!accounted(s, incident, list[i])) list[kept++] = list[i];
    }
    a->calls = list;
    a->call_count = kept;
    return true;
}

static size_t uncovered(const cw_situation *s, size_t incident, const cw_close *c) {
    size_t count = 0;
    for (size_t i = 0; i < s->report_count; i++) {
        if (!cw_situation_same(s, s->reports[i].incident, incident)) continue;
        count += c == NULL || !covers(c->covers, c->cover_count, &s->reports[i].event->id);
    }
    return count;
}

/* Reports that the best informed closing did not know. */
static size_t least_uncovered(const cw_situation *s, size_t incident) {
    size_t least = uncovered(s, incident, NULL);
    for (size_t i = 0; i < s->close_count; i++) {
        const cw_close *c = &s->closes[i];
        if (c->withdrawn || !cw_situation_same(s, c->incident, incident)) continue;
        size_t count = uncovered(s, incident, c);
        if (count < least) least = count;
    }
    return least;
}

bool cw_situation_account(const cw_situation *s, size_t incident, cw_arena *arena, cw_accounting *a,
                          cw_error *err) {
    *a = (cw_accounting){0};
    count_people(s, incident, a);
    for (size_t i = 0; i < s->offer_count; i++) {
        const cw_custody_offer *o = &s->offers[i];
        if (o->state == CW_OFFER_PENDING && cw_situation_same(s, o->incident, incident))
            a->pending_offers++;
    }
    a->uncovered_reports = least_uncovered(s, incident);
    return list_calls(s, incident, arena, a) || cw_fail_memory(err);
}

/* ---- closed or not --------------------------------------------------------------------------- */

static bool excepts_call(const cw_exception *e, const char *number) {
    for (size_t i = 0; i < e->call_count; i++) {
        if (strcmp(e->calls[i], number) == 0) return true;
    }
    return false;
}

/* Whether this closing holds against all that is known. */
static bool holds(const cw_situation *s, size_t incident, const cw_close *c,
                  const cw_accounting *a) {
    int lifted = c->excepted && c->exception.people > 0 ? c->exception.people : 0;
    bool unknown_lifted = c->excepted && c->exception.people == -1;
    if ((!a->aboard_known && !unknown_lifted) || a->unaccounted > lifted || a->surplus > 0
        || a->pending_offers > 0)
        return false;
    for (size_t i = 0; i < a->call_count; i++) {
        if (!c->excepted || !excepts_call(&c->exception, a->calls[i])) return false;
    }
    return uncovered(s, incident, c) == 0;
}

/* A closing by this centre that holds; NULL: none. */
static const cw_close *holding(const cw_situation *s, size_t incident, const char *centre,
                               const cw_accounting *a) {
    for (size_t i = 0; i < s->close_count; i++) {
        const cw_close *c = &s->closes[i];
        if (c->withdrawn || !cw_situation_same(s, c->incident, incident)) continue;
        if (strcmp(centre, c->event->centre) == 0 && holds(s, incident, c, a)) return c;
    }
    return NULL;
}

bool cw_situation_is_closed(const cw_situation *s, size_t incident, const cw_close **by) {
    enum { MOST_HOLDERS = 16 };
    const char *holders[MOST_HOLDERS];
    size_t count = cw_situation_holders(s, incident, holders, MOST_HOLDERS);
    cw_accounting a;
    cw_arena *arena = cw_arena_create();
    bool closed = arena != NULL && count > 0 && count <= MOST_HOLDERS
                  && cw_situation_account(s, incident, arena, &a, NULL);
    for (size_t h = 0; closed && h < count; h++) { /* each who has it must have closed it */
        const cw_close *c = holding(s, incident, holders[h], &a);
        closed = c != NULL;
        if (by != NULL && closed) *by = c;
    }
    cw_arena_destroy(arena);
    return closed;
}

/* ---- in words ------------------------------------------------------------------------------ */

static const char *say(cw_language language, const char *english, const char *french) {
    return language == CW_FRENCH ? french : english;
}

static void why_people(const cw_accounting *a, cw_language l, cw_text *t) {
    if (!a->aboard_known)
        cw_text_add(t, "%s\n",
                    say(l, "It is not known how many people were aboard.",
                        "On ne sait pas combien de personnes étaient à bord."));
    if (a->unaccounted > 0)
        cw_text_add(t,
                    say(l,
                        "%d people are unaccounted for: %d reported, %d recovered alive, %d dead, "
                        "at least %d missing.\n",
                        "%d personnes manquent : %d signalées, %d récupérées vivantes, %d "
                        "décédées, au moins %d disparues.\n"),
                    a->unaccounted, a->aboard, a->alive, a->dead, a->missing);
    if (a->surplus > 0)
        cw_text_add(
            t,
            say(l,
                "%d more were recovered than were reported: perhaps they are from another boat.\n",
                "%d de plus ont été récupérées que signalées : elles viennent peut-être d'une "
                "autre embarcation.\n"),
            a->surplus);
}

bool cw_situation_why_open(const cw_situation *s, size_t incident, cw_language l, cw_text *t,
                           cw_error *err) {
    cw_arena *arena = cw_arena_create();
    cw_accounting a;
    bool done = arena != NULL && cw_situation_account(s, incident, arena, &a, err);
    if (done) {
        why_people(&a, l, t);
        for (size_t i = 0; i < a.call_count; i++)
            cw_text_add(t,
                        say(l, "Calls from %s are tied to no recovered boat.\n",
                            "Les appels du %s ne sont rattachés à aucune embarcation récupérée.\n"),
                        a.calls[i]);
        for (size_t i = 0; i < s->offer_count; i++) {
            const cw_custody_offer *o = &s->offers[i];
            if (o->state != CW_OFFER_PENDING || !cw_situation_same(s, o->incident, incident))
                continue;
            cw_text_add(t,
                        say(l, "An offer of custody to %s is not answered.\n",
                            "Une offre de prise en charge à %s est sans réponse.\n"),
                        o->to);
        }
    }
    cw_arena_destroy(arena);
    return done && (!t->failed || cw_fail_memory(err));
}
