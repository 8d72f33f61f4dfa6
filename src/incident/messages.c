/* SPDX-License-Identifier: Apache-2.0 */
/* What the messages share: where, who, what is happening, in the two languages, from the situation
 * alone. Whatever is not known is said to be not known. */
#include "messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool writer_begin(writer *w, cw_error *err) {
    w->arena = cw_arena_create();
    if (w->arena == NULL) return cw_fail_memory(err);
    w->phase = cw_situation_phase(w->s, w->incident, w->facts->now, &w->silent_s);
    if (cw_situation_account(w->s, w->incident, w->arena, &w->accounting, err)) return true;
    cw_arena_destroy(w->arena);
    return false;
}

bool writer_end(writer *w, cw_error *err) {
    cw_arena_destroy(w->arena);
    return !w->text->failed || cw_fail_memory(err);
}

const char *writer_say(const writer *w, const char *english, const char *french) {
    return w->language == CW_FRENCH ? french : english;
}

const char *writer_phase(const writer *w) {
    static const char *const english[] = {"uncertainty", "alert", "distress"}, *const french[] = {
                                                                                   "incertitude",
                                                                                   "alerte",
                                                                                   "détresse"};
    return writer_say(w, english[w->phase], french[w->phase]);
}

const char *writer_kind(const writer *w, cw_people_kind kind) {
    static const char *const english[] = {"aboard", "in the water", "recovered alive",
                                          "dead",   "missing",      "children",
                                          "women"},
                             *const french[] = {"à bord",   "à l'eau",   "récupérées vivantes",
                                                "décédées", "disparues", "enfants",
                                                "femmes"};
    return writer_say(w, english[kind], french[kind]);
}

const char *writer_identity(const writer *w) {
    const cw_incident *i = &w->s->incidents[w->s->incidents[w->incident].group];
    if (w->facts->identity != NULL) return w->facts->identity;
    return cw_arena_printf(
        w->arena, "%s, %s",
        writer_say(w, "small boat, name not known", "petite embarcation, nom inconnu"), i->id);
}

const cw_filed_report *writer_last_fix(const writer *w) {
    const cw_filed_report *last = NULL;
    for (size_t i = 0; i < w->s->report_count; i++) {
        const cw_filed_report *r = &w->s->reports[i];
        if (r->reading.fix_count == 0 || !cw_situation_same(w->s, r->incident, w->incident))
            continue;
        if (last == NULL || r->at >= last->at) last = r;
    }
    return last;
}

void writer_position(const writer *w) {
    const cw_filed_report *r = writer_last_fix(w);
    char place[CW_POSITION_TEXT], clock[CW_TIME_TEXT];
    if (r == NULL) {
        cw_text_add(w->text, "%s", writer_say(w, "not known", "inconnue"));
        return;
    }
    const cw_fix *f = &r->reading.fixes[0];
    cw_text_add(
        w->text,
        writer_say(w, "%s at %s, within %.1f nm (%.0f %%), source %s",
                   "%s à %s, à %.1f nm près (%.0f %%), source %s"),
        cw_position_format(f->at, place), cw_time_format_short(f->timed ? f->time : r->at, clock),
        f->radius_m / CW_NAUTICAL_MILE_M, 100.0 * f->confidence, cw_fix_source_name(f->source));
    if (r->reading.fix_count > 1)
        cw_text_add(w->text, writer_say(w, " (one of %zu given)", " (une de %zu données)"),
                    r->reading.fix_count);
}

void writer_people(const writer *w) {
    const cw_accounting *a = &w->accounting;
    if (a->aboard_known || a->aboard > 0)
        cw_text_add(w->text, writer_say(w, "%d reported", "%d signalées"), a->aboard);
    else
        cw_text_add(w->text, "%s", writer_say(w, "number not known", "nombre inconnu"));
    if (a->alive + a->dead > 0)
        cw_text_add(
            w->text,
            writer_say(w, ", %d recovered alive, %d dead", ", %d récupérées vivantes, %d décédées"),
            a->alive, a->dead);
    if (a->unaccounted > 0)
        cw_text_add(w->text, writer_say(w, ", %d unaccounted for", ", %d non retrouvées"),
                    a->unaccounted);
}

static const struct {
    unsigned bit;
    const char *english, *french;
} said[] = {
    {CW_CONDITION_IN_WATER, "people in the water", "personnes à l'eau"},
    {CW_CONDITION_SWAMPED, "boat swamped or sinking",
     "embarcation submergée ou en train de couler"},
    {CW_CONDITION_TAKING_WATER, "taking water", "prend l'eau"},
    {CW_CONDITION_CRAFT, "fire, collision or grounding", "incendie, abordage ou échouement"},
    {CW_CONDITION_MEDICAL, "sick or injured", "malades ou blessés"},
    {CW_CONDITION_DISTRESS, "distress signal", "signal de détresse"},
    {CW_CONDITION_ADRIFT, "adrift, engine stopped", "à la dérive, moteur arrêté"}};

bool writer_condition(const writer *w, unsigned bits) {
    for (size_t i = 0; i < w->s->report_count; i++) {
        const cw_filed_report *r = &w->s->reports[i];
        if ((r->reading.conditions & bits) != 0
            && cw_situation_same(w->s, r->incident, w->incident))
            return true;
    }
    return false;
}

void writer_conditions(const writer *w) {
    bool any = false;
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        if (!writer_condition(w, said[i].bit)) continue;
        cw_text_add(w->text, "%s%s", any ? ", " : "",
                    writer_say(w, said[i].english, said[i].french));
        any = true;
    }
    if (!any) cw_text_add(w->text, "%s", writer_say(w, "nature not known", "nature inconnue"));
    if (w->silent_s > 0.0)
        cw_text_add(
            w->text,
            writer_say(w, "; not heard for %.0f min", " ; plus rien entendu depuis %.0f min"),
            floor(w->silent_s / 60.0));
}
