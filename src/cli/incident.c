/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident: what is recorded of incidents, and what follows from it. The verb opens the
 * record, folds it, and hands over to the word. */
#include "incident.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- the verb -------------------------------------------------------------------------------- */

typedef bool (*looker)(incident_call *call, cw_text *text, cw_error *err);
static const char message_keys[] =
    "from to serial identity nature assistance weather actions area coordination plans additional "
    "patterns communications reports unit objects short";
static const struct {
    const char *word;
    looker look;
    const char *keys;
} lookers[] = {{"list", incident_list, ""},
               {"show", incident_show, ""},
               {"due", incident_due, ""},
               {"associate", incident_associate, "report case"},
               {"region", incident_region, "case"},
               {"arrivals", incident_arrivals, "case"},
               {"sitrep", incident_message, message_keys},
               {"relay", incident_message, message_keys},
               {"action", incident_message, message_keys},
               {"summary", incident_message, message_keys},
               {"brief", incident_message, message_keys}};

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
    if (!open_record(c, err)) return false;
    if (strcmp(c->word, "report") == 0)
        return incident_check_keys(c, "file text caller kind zone release", err)
               && incident_report(c, err);
    if (!incident_write(c, &done, err)) return false;
    if (done) return true;
    for (size_t i = 0; i < sizeof lookers / sizeof lookers[0]; i++) {
        if (strcmp(lookers[i].word, c->word) != 0) continue;
        cw_text text = {0};
        bool sound = incident_check_keys(c, lookers[i].keys, err) && lookers[i].look(c, &text, err)
                     && cli_write(&text, err);
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
        "          release=caller;source), open, alias,\n"
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
        "              release=caller;source), open,\n"
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
