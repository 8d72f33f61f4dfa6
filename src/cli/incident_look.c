/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident list, show, due: what follows from the record, as text. */
#include "incident.h"

static void list_one(const incident_call *c, size_t i, cw_text *t) {
    const cw_situation *s = c->situation;
    const char *holders[4];
    size_t count = cw_situation_holders(s, i, holders, 4);
    const cw_close *by = NULL;
    bool closed = cw_situation_is_closed(s, i, &by);
    cw_accounting a;
    if (!cw_situation_account(s, i, c->arena, &a, NULL)) return;
    cw_text_add(t, "%-16s %-11s %-8s", s->incidents[i].id,
                cw_phase_name(cw_situation_phase(s, i, c->desk.now, NULL)),
                closed ? cli_say(c->options, "closed", "clos")
                       : cli_say(c->options, "open", "ouvert"));
    cw_text_add(t,
                cli_say(c->options, " %4d aboard %4d unaccounted %3zu calls  ",
                        " %4d à bord %4d manquent %3zu appels  "),
                a.aboard, a.unaccounted, a.call_count);
    for (size_t k = 0; k < count && k < 4; k++)
        cw_text_add(t, "%s%s", k > 0 ? "+" : "", holders[k]);
    if (closed && by->excepted) cw_text_add(t, "  EXCEPTION: %s", by->exception.officer);
    if (s->incidents[i].group != i) cw_text_add(t, " = %s", s->incidents[s->incidents[i].group].id);
    cw_text_add(t, "\n");
}

bool incident_list(incident_call *c, cw_text *t, cw_error *err) {
    if (c->options->json) return cw_situation_json(c->situation, t, err);
    for (size_t i = 0; i < c->situation->incident_count; i++) {
        if (!c->situation->incidents[i].hidden) list_one(c, i, t);
    }
    size_t loose = 0;
    for (size_t i = 0; i < c->situation->report_count; i++)
        loose += c->situation->reports[i].incident == CW_NONE;
    if (loose > 0)
        cw_text_add(t,
                    cli_say(c->options, "%zu reports belong to none yet\n",
                            "%zu signalements sans incident\n"),
                    loose);
    return true;
}

bool incident_show(incident_call *c, cw_text *t, cw_error *err) {
    size_t incident = CW_NONE;
    char clock[CW_TIME_TEXT], id[CW_ID_TEXT];
    if (!cw_desk_incident(&c->desk, &incident, err)) return false;
    list_one(c, incident, t);
    for (size_t i = 0; i < c->situation->report_count; i++) {
        const cw_filed_report *r = &c->situation->reports[i];
        if (!cw_situation_same(c->situation, r->incident, incident)) continue;
        cw_text_add(t, "  %.12s %s %s %s\n", cw_event_id_format(&r->event->id, id),
                    cw_time_format_short(r->at, clock), cw_report_kind_name(r->reading.kind),
                    r->reading.number);
    }
    for (size_t i = 0; i < c->situation->people_count; i++) {
        const cw_statement_of_people *p = &c->situation->people[i];
        if (!cw_situation_same(c->situation, p->incident, incident)) continue;
        cw_text_add(t, "  %s %d-%d (%s)%s\n", cw_people_kind_name(p->kind), p->low, p->high,
                    p->source, p->current ? "" : cli_say(c->options, " revised", " révisé"));
    }
    return cw_situation_why_open(c->situation, incident, c->options->language, t, err);
}

bool incident_due(incident_call *c, cw_text *t, cw_error *err) {
    enum { MOST = 200 };
    static const char *const english[] = {"custody offer not answered", "not acknowledged",
                                          "read-back incomplete", "call not answered", "silence"};
    static const char *const french[] = {"offre de prise en charge sans réponse",
                                         "pas d'accusé de réception", "collationnement incomplet",
                                         "appel sans réponse", "silence"};
    cw_due *due = cw_arena_alloc(c->arena, MOST * sizeof *due);
    char clock[CW_TIME_TEXT];
    if (due == NULL) return cw_fail_memory(err);
    size_t count = cw_situation_due(c->situation, c->desk.now, due, MOST);
    for (size_t i = 0; i < count && i < MOST; i++) {
        cw_text_add(t, "%s  %s", cw_time_format_short(due[i].since, clock),
                    cli_say(c->options, english[due[i].kind], french[due[i].kind]));
        if (due[i].who != NULL) cw_text_add(t, ": %s", due[i].who);
        if (due[i].channel != NULL) cw_text_add(t, " -> %s", due[i].channel);
        if (due[i].incident != CW_NONE)
            cw_text_add(t, "  [%s]", c->situation->incidents[due[i].incident].id);
        cw_text_add(t, "\n");
    }
    if (count > MOST)
        cw_text_add(t, cli_say(c->options, "and %zu more\n", "et %zu de plus\n"), count - MOST);
    return true;
}
