/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that make others act, and the one for the public: search action message (IAMSAR II, six
 * parts), Mayday Relay as it is spoken, the tasking brief with its search objects and read-back
 * (R9), and a summary that says what is confirmed, by whom, and what is not. */
#include "messages.h"

#include <string.h>

static void part(const writer *w, int number, const char *english, const char *french) {
    cw_text_add(w->text, "%d. %s\n", number, writer_say(w, english, french));
}

static void item(const writer *w, const char *english, const char *french, const char *value) {
    cw_text_add(w->text, "   %s: %s\n", writer_say(w, english, french),
                value != NULL ? value : writer_say(w, "not known", "non connu"));
}

static void objects(const writer *w) {
    for (size_t i = 0; i < w->facts->object_count; i++) {
        cw_text_add(w->text, writer_say(w, "   %zu) %s", "   %zu) %s"), i + 1,
                    w->facts->objects[i].name);
        if (w->facts->sweep_width_m != NULL)
            cw_text_add(w->text,
                        writer_say(w, ", sweep width %.2f nm", ", largeur de balayage %.2f nm"),
                        w->facts->sweep_width_m[i] / CW_NAUTICAL_MILE_M);
        cw_text_add(w->text, "\n");
    }
    if (w->facts->object_count == 0)
        cw_text_add(w->text, "   %s\n",
                    writer_say(w, "search objects not stated", "objets recherchés non indiqués"));
}

static void situation_part(const writer *w) {
    part(w, 1, "SITUATION", "SITUATION");
    item(w, "Casualty", "Sinistre", writer_identity(w));
    cw_text_add(w->text, "   %s: ", writer_say(w, "Incident", "Événement"));
    writer_conditions(w);
    cw_text_add(w->text, "\n   Position: ");
    writer_position(w);
    cw_text_add(w->text, "\n   %s: ", writer_say(w, "Persons", "Personnes"));
    writer_people(w);
    cw_text_add(w->text, "\n   %s:\n", writer_say(w, "Search objects", "Objets recherchés"));
    objects(w);
    item(w, "Weather", "Météo", w->facts->weather);
}

bool cw_write_search_action(const cw_situation *s, size_t incident, const cw_message_facts *facts,
                            cw_language language, cw_text *text, cw_error *err) {
    writer w = {.s = s, .incident = incident, .facts = facts, .language = language, .text = text};
    char clock[CW_TIME_TEXT];
    if (!writer_begin(&w, err)) return false;
    cw_text_add(text, "%s\n%s\n%s -> %s\n",
                writer_say(&w, "SEARCH ACTION MESSAGE", "MESSAGE D'ACTION DE RECHERCHE"),
                cw_time_format(facts->now, clock), facts->from != NULL ? facts->from : "?",
                facts->to != NULL ? facts->to : "?");
    situation_part(&w);
    part(&w, 2, "SEARCH AREAS", "ZONES DE RECHERCHE");
    item(&w, "Areas", "Zones", facts->search_area);
    part(&w, 3, "EXECUTION", "EXÉCUTION");
    item(&w, "Units, patterns, start points, heights",
         "Moyens, circuits, points de départ, altitudes", facts->pattern_lines);
    part(&w, 4, "CO-ORDINATION", "COORDINATION");
    item(&w, "Instructions", "Instructions", facts->coordination);
    part(&w, 5, "COMMUNICATIONS", "COMMUNICATIONS");
    item(&w, "Channels", "Voies", facts->communications);
    part(&w, 6, "REPORTS", "COMPTES RENDUS");
    item(&w, "To be sent", "À transmettre", facts->reports);
    return writer_end(&w, err);
}

bool cw_write_mayday_relay(const cw_situation *s, size_t incident, const cw_message_facts *facts,
                           cw_language language, cw_text *text, cw_error *err) {
    writer w = {.s = s, .incident = incident, .facts = facts, .language = language, .text = text};
    const char *from = facts->from != NULL ? facts->from : "?";
    if (!writer_begin(&w, err)) return false;
    cw_text_add(
        text, "MAYDAY RELAY, MAYDAY RELAY, MAYDAY RELAY\n%s\n%s %s, %s, %s\n",
        writer_say(&w, "ALL STATIONS, ALL STATIONS, ALL STATIONS", "À TOUS, À TOUS, À TOUS"),
        writer_say(&w, "THIS IS", "ICI"), from, from, from);
    cw_text_add(text, "MAYDAY\n%s\n%s: ", writer_identity(&w),
                writer_say(&w, "POSITION", "POSITION"));
    writer_position(&w);
    cw_text_add(text, "\n");
    writer_conditions(&w);
    cw_text_add(text, "\n%s: ", writer_say(&w, "PERSONS", "PERSONNES"));
    writer_people(&w);
    cw_text_add(
        text, "\n%s\n%s\n%s\n",
        facts->assistance != NULL
            ? facts->assistance
            : writer_say(&w, "Ships in the area: keep a sharp lookout, proceed and assist if able.",
                         "Navires sur zone : veillez attentivement, faites route et portez "
                         "assistance si possible."),
        writer_say(
            &w,
            "People may be in the water. Report to this station, and say so if you can NOT assist.",
            "Des personnes peuvent être à l'eau. Répondez à cette station, même si vous ne POUVEZ "
            "PAS intervenir."),
        writer_say(&w, "OVER", "À VOUS"));
    return writer_end(&w, err);
}

bool cw_write_brief(const cw_situation *s, size_t incident, const cw_message_facts *facts,
                    cw_language language, cw_text *text, cw_error *err) {
    writer w = {.s = s, .incident = incident, .facts = facts, .language = language, .text = text};
    if (facts->object_count == 0 || facts->unit == NULL)
        return cw_fail(err, CW_ERR_INPUT, "a tasking brief needs its unit and its search objects");
    if (!writer_begin(&w, err)) return false;
    cw_text_add(text, "%s %s\n%s %s\nPosition: ",
                writer_say(&w, "TASKING BRIEF FOR", "ORDRE DE MISSION POUR"), facts->unit,
                writer_say(&w, "Casualty:", "Sinistre :"), writer_identity(&w));
    writer_position(&w);
    cw_text_add(text, "\n%s ", writer_say(&w, "Situation:", "Situation :"));
    writer_conditions(&w);
    cw_text_add(text, "\n%s ", writer_say(&w, "Persons:", "Personnes :"));
    writer_people(&w);
    cw_text_add(text, "\n%s\n", writer_say(&w, "LOOK FOR EACH OF:", "RECHERCHER CHACUN DE :"));
    objects(&w);
    item(&w, "Search area", "Zone de recherche", facts->search_area);
    cw_text_add(text, "%s\n",
                writer_say(&w,
                           "Finding one boat does not end this task: report what you find, heads "
                           "and telephones aboard; go on until released.",
                           "Trouver une embarcation ne met pas fin à la mission : rendez compte, "
                           "comptez, relevez les téléphones ; poursuivez jusqu'à libération."));
    cw_text_add(text,
                writer_say(&w, "READ BACK all %zu search objects, the area and the position.\n",
                           "COLLATIONNEZ les %zu objets recherchés, la zone et la position.\n"),
                facts->object_count);
    return writer_end(&w, err);
}

/* ---- for the public -------------------------------------------------------------------------- */

static void statements(const writer *w, bool confirmed) {
    bool any = false;
    for (size_t i = 0; i < w->s->people_count; i++) {
        const cw_statement_of_people *p = &w->s->people[i];
        /* what an official source states is in a "people" event; what a caller said is in a report
         */
        bool official = strcmp(p->event->kind, "people") == 0;
        if (!p->current || official != confirmed
            || !cw_situation_same(w->s, p->incident, w->incident))
            continue;
        const char *source = official ? p->source
                                      : writer_say(w, "a report that has not been verified",
                                                   "un signalement non vérifié");
        cw_text_add(w->text, "- %s: %d", writer_kind(w, p->kind), p->low);
        if (p->high != p->low) cw_text_add(w->text, "-%d", p->high);
        cw_text_add(w->text, " (%s)\n", source);
        any = true;
    }
    if (!any) cw_text_add(w->text, "- %s\n", writer_say(w, "nothing", "rien"));
}

bool cw_write_summary(const cw_situation *s, size_t incident, const cw_message_facts *facts,
                      cw_language language, cw_text *text, cw_error *err) {
    writer w = {.s = s, .incident = incident, .facts = facts, .language = language, .text = text};
    char clock[CW_TIME_TEXT];
    if (!writer_begin(&w, err)) return false;
    bool closed = cw_situation_is_closed(s, incident, NULL);
    cw_text_add(
        text, writer_say(&w, "As of %s. The operation %s.\n", "Situation à %s. L'opération %s.\n"),
        cw_time_format(facts->now, clock),
        closed ? writer_say(&w, "has ended", "est terminée")
               : writer_say(&w, "goes on", "se poursuit"));
    cw_text_add(text, "%s\n", writer_say(&w, "CONFIRMED, and by whom:", "CONFIRMÉ, et par qui :"));
    for (size_t i = 0; i < s->recovery_count; i++) {
        const cw_recovery *r = &s->recoveries[i];
        if (!r->current || !r->tied || !cw_situation_same(s, r->incident, incident)) continue;
        cw_text_add(text,
                    writer_say(&w, "- recovered: %d alive, %d dead (%s)\n",
                               "- récupérées : %d vivantes, %d décédées (%s)\n"),
                    r->alive, r->dead, r->unit);
    }
    statements(&w, true);
    cw_text_add(text, "%s\n",
                writer_say(&w, "REPORTED, NOT CONFIRMED:", "SIGNALÉ, NON CONFIRMÉ :"));
    statements(&w, false);
    cw_text_add(
        text, "%s\n",
        writer_say(&w, "The cause is not established unless stated above. Figures may be revised.",
                   "La cause n'est pas établie, sauf mention ci-dessus. Les chiffres peuvent être "
                   "révisés."));
    return writer_end(&w, err);
}
