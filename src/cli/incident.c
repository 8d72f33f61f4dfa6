/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident: what is recorded of incidents, and what follows from it. The words that only
 * look are here, those that record in incident_write.c. */
#include "incident.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *incident_value(const incident_call *c, const char *key) {
    size_t n = strlen(key);
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i];
        if (strncmp(a, key, n) == 0 && a[n] == '=') return a + n + 1;
    }
    return NULL;
}

bool incident_check_keys(const incident_call *c, const char *known, cw_error *err) {
    static const char always[] = " incident person share revises now ";
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i], *equals = strchr(a, '=');
        char key[40];
        if (equals == NULL || equals - a > 30)
            return cw_fail(err, CW_ERR_INPUT, "\"%.60s\" is not KEY=VALUE", a);
        snprintf(key, sizeof key, " %.*s ", (int)(equals - a), a);
        char all[600];
        snprintf(all, sizeof all, " %s %s", known, always);
        if (strstr(all, key) == NULL)
            return cw_fail(err, CW_ERR_INPUT, "incident %s does not know %.*s=", c->word,
                           (int)(equals - a), a);
    }
    return true;
}

bool incident_named(const incident_call *c, size_t *incident, cw_error *err) {
    const char *name = incident_value(c, "incident");
    if (name == NULL) return cw_fail(err, CW_ERR_INPUT, "incident %s needs incident=...", c->word);
    *incident = cw_situation_find(c->situation, name, err);
    return *incident != CW_NONE;
}

/* ---- looking --------------------------------------------------------------------------------- */

static void list_one(const incident_call *c, size_t i, cw_text *t) {
    const cw_situation *s = c->situation;
    const char *holders[4];
    size_t count = cw_situation_holders(s, i, holders, 4);
    const cw_close *by = NULL;
    bool closed = cw_situation_is_closed(s, i, &by);
    cw_accounting a;
    if (!cw_situation_account(s, i, c->arena, &a, NULL)) return;
    cw_text_add(t, "%-16s %-11s %-8s", s->incidents[i].id,
                cw_phase_name(cw_situation_phase(s, i, c->now, NULL)),
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

static bool word_list(incident_call *c, cw_text *t, cw_error *err) {
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

static bool word_show(incident_call *c, cw_text *t, cw_error *err) {
    size_t incident = CW_NONE;
    char clock[CW_TIME_TEXT], id[CW_ID_TEXT];
    if (!incident_named(c, &incident, err)) return false;
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

static bool word_due(incident_call *c, cw_text *t, cw_error *err) {
    enum { MOST = 200 };
    static const char *const english[] = {"custody offer not answered", "not acknowledged",
                                          "read-back incomplete", "call not answered", "silence"};
    static const char *const french[] = {"offre de prise en charge sans réponse",
                                         "pas d'accusé de réception", "collationnement incomplet",
                                         "appel sans réponse", "silence"};
    cw_due *due = cw_arena_alloc(c->arena, MOST * sizeof *due);
    char clock[CW_TIME_TEXT];
    if (due == NULL) return cw_fail_memory(err);
    size_t count = cw_situation_due(c->situation, c->now, due, MOST);
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

/* ---- messages -------------------------------------------------------------------------------- */

static cw_message_facts facts_of(const incident_call *c) {
    const char *serial = incident_value(c, "serial");
    return (cw_message_facts){.from = incident_value(c, "from") != NULL
                                          ? incident_value(c, "from")
                                          : cw_store_own_key(c->store)->centre,
                              .to = incident_value(c, "to"),
                              .serial = serial != NULL ? (int)strtol(serial, NULL, 10) : 1,
                              .now = c->now,
                              .identity = incident_value(c, "identity"),
                              .nature = incident_value(c, "nature"),
                              .assistance = incident_value(c, "assistance"),
                              .weather = incident_value(c, "weather"),
                              .actions = incident_value(c, "actions"),
                              .search_area = incident_value(c, "area"),
                              .coordination = incident_value(c, "coordination"),
                              .plans = incident_value(c, "plans"),
                              .additional = incident_value(c, "additional"),
                              .pattern_lines = incident_value(c, "patterns"),
                              .communications = incident_value(c, "communications"),
                              .reports = incident_value(c, "reports"),
                              .unit = incident_value(c, "unit")};
}

/* Search objects of the last brief recorded for the unit, or objects=A;B. */
static bool brief_objects(const incident_call *c, cw_message_facts *f, cw_error *err) {
    const char *given = incident_value(c, "objects");
    if (given == NULL) return cw_fail(err, CW_ERR_INPUT, "incident brief needs objects=A;B;...");
    cw_search_object *objects = cw_arena_alloc(c->arena, CW_MOST_OBJECTS * sizeof *objects);
    char *rest = cw_arena_strdup(c->arena, given);
    if (objects == NULL || rest == NULL) return cw_fail_memory(err);
    while (rest != NULL && f->object_count < CW_MOST_OBJECTS)
        snprintf(objects[f->object_count++].name, sizeof objects[0].name, "%s", strsep(&rest, ";"));
    f->objects = objects;
    return true;
}

static bool word_text(incident_call *c, cw_text *t, cw_error *err) {
    size_t i = CW_NONE;
    cw_message_facts f = facts_of(c);
    cw_language l = c->options->language;
    if (!incident_named(c, &i, err)) return false;
    if (strcmp(c->word, "sitrep") == 0)
        return cw_write_sitrep(c->situation, i, &f, incident_value(c, "short") == NULL, l, t, err);
    if (strcmp(c->word, "relay") == 0) return cw_write_mayday_relay(c->situation, i, &f, l, t, err);
    if (strcmp(c->word, "action") == 0)
        return cw_write_search_action(c->situation, i, &f, l, t, err);
    if (strcmp(c->word, "summary") == 0) return cw_write_summary(c->situation, i, &f, l, t, err);
    return brief_objects(c, &f, err) && cw_write_brief(c->situation, i, &f, l, t, err);
}

/* ---- the verb -------------------------------------------------------------------------------- */

typedef bool (*looker)(incident_call *call, cw_text *text, cw_error *err);
static const char message_keys[] =
    "from to serial identity nature assistance weather actions area coordination plans additional "
    "patterns communications reports unit objects short";
static const struct {
    const char *word;
    looker look;
    const char *keys;
} lookers[] = {{"list", word_list, ""},
               {"show", word_show, ""},
               {"due", word_due, ""},
               {"associate", incident_associate, "report case"},
               {"region", incident_region, "case"},
               {"arrivals", incident_arrivals, "case"},
               {"sitrep", word_text, message_keys},
               {"relay", word_text, message_keys},
               {"action", word_text, message_keys},
               {"summary", word_text, message_keys},
               {"brief", word_text, message_keys}};

static bool open_record(incident_call *c, cw_error *err) {
    const char *now = incident_value(c, "now");
    c->now = (cw_time)time(NULL) * CW_SECOND_MS;
    if (now != NULL && !cw_time_parse(now, &c->now, err)) return cw_error_prefix(err, "now=");
    c->arena = cw_arena_create();
    if (c->arena == NULL) return cw_fail_memory(err);
    c->store = cw_store_open(c->record, err);
    c->log = c->store != NULL ? cw_event_log_create(err) : NULL;
    if (c->log == NULL || !cw_store_load(c->store, 0, c->log, err)) return false;
    c->situation = cw_situation_fold(c->log, err);
    return c->situation != NULL;
}

static bool perform(incident_call *c, cw_error *err) {
    bool done;
    if (!open_record(c, err) || !incident_write(c, &done, err)) return false;
    if (done) return true;
    for (size_t i = 0; i < sizeof lookers / sizeof lookers[0]; i++) {
        if (strcmp(lookers[i].word, c->word) != 0) continue;
        cw_text text = {0};
        bool sound = incident_check_keys(c, lookers[i].keys, err) && lookers[i].look(c, &text, err)
                     && (!text.failed || cw_fail_memory(err));
        if (sound && text.length > 0 && fwrite(text.data, 1, text.length, stdout) != text.length)
            sound = cw_fail(err, CW_ERR_MACHINE, "cannot write to standard output");
        if (sound && c->options->json) putchar('\n');
        cw_text_free(&text);
        return sound;
    }
    return cw_fail(err, CW_ERR_INPUT,
                   "incident does not know \"%.40s\"; try: crosswatch incident --help", c->word);
}

static int run_incident(const cli_options *options) {
    cw_error err = {0};
    incident_call c = {
        .options = options, .word = options->arguments[0], .record = options->arguments[1]};
    bool done = perform(&c, &err);
    cw_situation_destroy(c.situation);
    cw_event_log_destroy(c.log);
    cw_store_close(c.store);
    cw_arena_destroy(c.arena);
    return done ? CW_OK : cli_fail(&err);
}

const cli_verb verb_incident = {
    .name = "incident",
    .known = "jqnt",
    .needs = "a word (report, list, show, ...) and a record",
    .least = 2,
    .most = 40,
    .run = run_incident,
    .english = "reports, people, custody, closing and messages of incidents, over a record",
    .french = "signalements, personnes, prise en charge, clôture et messages, sur un registre",
    .english_help =
        "Usage: crosswatch incident WORD RECORD [KEY=VALUE ...]\n\n"
        "Looks:    list, show, due, associate (report=ID), region, arrivals; case=FILE gives drift "
        "and units\n"
        "Messages: sitrep (short=yes), relay, action, brief (unit= objects=A;B), summary\n"
        "Records:  report (file=, text= or standard input; caller= kind= zone=MINUTES\n"
        "          release=caller), open, alias,\n"
        "          attach, people, recovery (phone=, heads= or name= as key), missed, returned, "
        "account,\n"
        "          raise, lower, offer, accept, refuse, message, task, request, ack, merge, "
        "split,\n"
        "          close (officer= exception= unaccounted= calls=), reopen\n"
        "Always:   incident=NAME person=NAME share=CENTRE revises=ID now=TIME\n"
        "Close refuses while people or calls are unaccounted for, prints them, and exits with 1.\n"
        "Events and their fields: docs/incident.md.\n\n"
        "      --json           list: the whole situation as canonical JSON\n"
        "      --lang en|fr     language of the text\n\n"
        "Example: crosswatch incident report night.db incident=GN-7 caller=+33612345678 "
        "file=call.txt\n",
    .french_help =
        "Usage : crosswatch incident MOT REGISTRE [CLÉ=VALEUR ...]\n\n"
        "Consulter :   list, show, due, associate (report=ID), region, arrivals ; case=FICHIER : "
        "dérive, moyens\n"
        "Messages :    sitrep (short=yes), relay, action, brief (unit= objects=A;B), summary\n"
        "Enregistrer : report (file=, text= ou entrée standard ; caller= kind= zone=MINUTES\n"
        "              release=caller), open,\n"
        "              alias, attach, people, recovery (clé : phone=, heads= ou name=), missed, "
        "returned,\n"
        "              account, raise, lower, offer, accept, refuse, message, task, request, ack, "
        "merge,\n"
        "              split, close (officer= exception= unaccounted= calls=), reopen\n"
        "Toujours :    incident=NOM person=NOM share=CENTRE revises=ID now=HEURE\n"
        "close refuse tant que des personnes ou des appels manquent, les affiche, et rend 1.\n"
        "Événements et champs : docs/incident.md.\n\n"
        "      --json            list : toute la situation en JSON canonique\n"
        "      --lang en|fr      langue du texte\n\n"
        "Exemple : crosswatch incident report nuit.db incident=GN-7 caller=+33612345678 "
        "file=appel.txt\n"};
