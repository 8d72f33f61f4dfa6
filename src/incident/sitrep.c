/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Situation reports in the standard lettered lines (IMO; IAMSAR II, appendix I): A identity, B
 * position, C situation, D persons at risk, E assistance, F co-ordinating centre; in full also G
 * description, H weather, J initial actions, K search area, L co-ordinating instructions, M future
 * plans, N additional information. There is no I. Texts with an I are about (I initial actions, J
 * search area ... M additional information); reading shifts them to the manual's letters, for an
 * "M" taken for plans that were its conclusion would say that all is over.
 */
#include "messages.h"

#include <ctype.h>
#include <string.h>

static const char *or_not(const writer *w, const char *text) {
    return text != NULL && text[0] != '\0' ? text : writer_say(w, "not known", "non connu");
}

static void line(const writer *w, char letter, const char *english, const char *french,
                 const char *value) {
    cw_text_add(w->text, "%c. %s: %s\n", letter, writer_say(w, english, french), or_not(w, value));
}

static void head(const writer *w) {
    char clock[CW_TIME_TEXT];
    const cw_message_facts *f = w->facts;
    const char *precedence = f->precedence != NULL           ? f->precedence
                             : w->phase == CW_PHASE_DISTRESS ? writer_say(w, "DISTRESS", "DÉTRESSE")
                                                             : writer_say(w, "URGENCY", "URGENCE");
    cw_text_add(w->text, "%s\n%s %s\n%s %s\n%s %s\nSAR SITREP %d\n", precedence,
                writer_say(w, "DATE-TIME:", "GROUPE DATE-HEURE :"), cw_time_format(f->now, clock),
                writer_say(w, "FROM:", "DE :"), or_not(w, f->from), writer_say(w, "TO:", "À :"),
                or_not(w, f->to), f->serial);
}

static void holders(const writer *w) {
    const char *list[8];
    size_t count = cw_situation_holders(w->s, w->incident, list, 8);
    cw_text_add(w->text, "F. %s: ", writer_say(w, "CO-ORDINATING RCC", "MRCC COORDONNATEUR"));
    for (size_t i = 0; i < count && i < 8; i++)
        cw_text_add(w->text, "%s%s", i > 0 ? ", " : "", list[i]);
    if (count == 0) cw_text_add(w->text, "%s", writer_say(w, "not known here", "non connu ici"));
    if (count > 1)
        cw_text_add(w->text, "%s",
                    writer_say(w, " (both: to be agreed)", " (les deux : à convenir)"));
    for (size_t i = 0; i < w->s->offer_count; i++) {
        const cw_custody_offer *o = &w->s->offers[i];
        if (o->state == CW_OFFER_PENDING && cw_situation_same(w->s, o->incident, w->incident))
            cw_text_add(
                w->text,
                writer_say(w, "; offered to %s, not accepted", " ; proposé à %s, non accepté"),
                o->to);
    }
    cw_text_add(w->text, "\n");
}

static void short_form(const writer *w) {
    line(w, 'A', "IDENTITY OF CASUALTY", "IDENTITÉ", writer_identity(w));
    cw_text_add(w->text, "B. %s: ", writer_say(w, "POSITION", "POSITION"));
    writer_position(w);
    cw_text_add(w->text, "\nC. %s: %s %s; ", writer_say(w, "SITUATION", "SITUATION"),
                writer_say(w, "phase", "phase"), writer_phase(w));
    if (w->facts->nature != NULL) cw_text_add(w->text, "%s; ", w->facts->nature);
    writer_conditions(w);
    cw_text_add(w->text, "\nD. %s: ", writer_say(w, "PERSONS AT RISK", "PERSONNES EN DANGER"));
    writer_people(w);
    cw_text_add(w->text, "\n");
    line(w, 'E', "ASSISTANCE REQUIRED", "ASSISTANCE DEMANDÉE", w->facts->assistance);
    holders(w);
}

/* Statements that disagree stand side by side, each with its source. */
static void additional(const writer *w) {
    cw_text_add(w->text, "N. %s: %s",
                writer_say(w, "ADDITIONAL INFORMATION", "INFORMATIONS COMPLÉMENTAIRES"),
                w->facts->additional != NULL ? w->facts->additional : "");
    for (size_t i = 0; i < w->s->people_count; i++) {
        const cw_statement_of_people *p = &w->s->people[i];
        if (!cw_situation_same(w->s, p->incident, w->incident)) continue;
        cw_text_add(w->text, "\n   %s %d", writer_kind(w, p->kind), p->low);
        if (p->high != p->low) cw_text_add(w->text, "-%d", p->high);
        cw_text_add(w->text, " (%s)%s", p->source,
                    p->current ? "" : writer_say(w, ", revised", ", révisé"));
    }
    const cw_close *by;
    char clock[CW_TIME_TEXT];
    if (cw_situation_is_closed(w->s, w->incident, &by)) {
        cw_text_add(
            w->text,
            writer_say(w, "\n   SAR operations ended %s: %s", "\n   Fin des opérations %s : %s"),
            cw_time_format(by->event->recorded, clock), by->reason);
        if (by->excepted)
            cw_text_add(w->text,
                        writer_say(w, "\n   EXCEPTION signed by %s: %s",
                                   "\n   EXCEPTION signée par %s : %s"),
                        by->exception.officer, by->exception.reason);
    }
    cw_text_add(w->text, "\n");
}

bool cw_write_sitrep(const cw_situation *s, size_t incident, const cw_message_facts *facts,
                     bool full, cw_language language, cw_text *text, cw_error *err) {
    writer w = {.s = s, .incident = incident, .facts = facts, .language = language, .text = text};
    if (!writer_begin(&w, err)) return false;
    head(&w);
    short_form(&w);
    if (full) {
        line(&w, 'G', "DESCRIPTION OF CASUALTY", "DESCRIPTION", facts->nature);
        line(&w, 'H', "WEATHER ON SCENE", "MÉTÉO SUR ZONE", facts->weather);
        line(&w, 'J', "INITIAL ACTIONS TAKEN", "PREMIÈRES ACTIONS", facts->actions);
        line(&w, 'K', "SEARCH AREA", "ZONE DE RECHERCHE", facts->search_area);
        line(&w, 'L', "CO-ORDINATING INSTRUCTIONS", "INSTRUCTIONS DE COORDINATION",
             facts->coordination);
        line(&w, 'M', "FUTURE PLANS", "INTENTIONS", facts->plans);
        additional(&w);
    }
    return writer_end(&w, err);
}

/* ---- reading ------------------------------------------------------------------------------- */

enum { MOST_BYTES = 65536 };

/* "K.", "K)", "K:" or "K " and a capital, at the beginning of a line. */
static int letter_at(const char *p, const char *end, size_t *skip) {
    size_t i = 0;
    while (p + i < end && (p[i] == ' ' || p[i] == '\t')) i++;
    if (p + i + 1 >= end || p[i] < 'A' || p[i] > 'N') return -1;
    char next = p[i + 1];
    if (next != '.' && next != ')' && next != ':'
        && !(next == ' ' && p + i + 2 < end && isupper((unsigned char)p[i + 2])))
        return -1;
    *skip = i + 2;
    while (p + *skip < end && (p[*skip] == ' ' || p[*skip] == '\t')) (*skip)++;
    return p[i] - 'A';
}

static bool take_line(cw_sitrep *r, int letter, const char *from, const char *to, cw_arena *arena) {
    while (to > from && isspace((unsigned char)to[-1])) to--;
    char *copy = cw_arena_alloc(arena, (size_t)(to - from) + 1);
    if (copy == NULL) return false;
    memcpy(copy, from, (size_t)(to - from));
    if (r->line[letter] == NULL) r->line[letter] = copy;
    return true;
}

/* The I's of the other scheme: I to J, J to K ... M to N. */
static void shift(cw_sitrep *r) {
    for (int i = 13; i > 8; i--) r->line[i] = r->line[i - 1];
    r->line[8] = NULL;
}

bool cw_read_sitrep(const char *text, size_t length, cw_arena *arena, cw_sitrep *r, cw_error *err) {
    const char *end = text + length, *from = NULL;
    int letter = -1;
    *r = (cw_sitrep){.had_i = false};
    if (length > MOST_BYTES)
        return cw_fail(err, CW_ERR_INPUT, "a SITREP of more than %d bytes", MOST_BYTES);
    for (const char *p = text; p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t skip = 0;
        int next = letter_at(p, end, &skip);
        if (next > letter) { /* letters come in order: a line "A. ..." inside another is text */
            if (letter >= 0 && !take_line(r, letter, from, p, arena)) return cw_fail_memory(err);
            letter = next;
            from = p + skip;
        }
        p = stop != NULL ? stop + 1 : end;
    }
    if (letter < 0) return cw_fail(err, CW_ERR_INPUT, "no lettered line in this SITREP");
    if (!take_line(r, letter, from, end, arena)) return cw_fail_memory(err);
    r->had_i = r->line[8] != NULL;
    if (r->had_i && r->line[13] == NULL) shift(r);
    return true;
}
