/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident: what is recorded of incidents, and what follows from it. The verb opens the
 * record, folds it, and hands over to the word. */
#include "incident.h"

#include <string.h>
#include <time.h>

/* ---- the fields ------------------------------------------------------------------------------ */

static bool read_fields(incident_call *c, cw_error *err) {
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i], *equals = strchr(a, '=');
        if (equals == NULL || equals == a)
            return cw_fail(err, CW_ERR_INPUT, "\"%.60s\" is not KEY=VALUE", a);
        const char *key = cw_arena_printf(c->arena, "%.*s", (int)(equals - a), a);
        if (key == NULL) return cw_fail_memory(err);
        c->fields[c->desk.field_count++] = (cw_desk_field){key, equals + 1};
    }
    return true;
}

static bool open_record(incident_call *c, cw_error *err) {
    const char *now = cw_desk_value(&c->desk, "now");
    if (now != NULL && !cw_time_parse(now, &c->desk.now, err)) return cw_error_prefix(err, "now=");
    c->desk.store = c->store = cw_store_open(c->options->arguments[1], err);
    c->log = c->store != NULL ? cw_event_log_create(err) : NULL;
    if (c->log == NULL || !cw_store_load(c->store, 0, c->log, err)) return false;
    c->desk.situation = c->situation = cw_situation_fold(c->log, err);
    return c->situation != NULL;
}

/* ---- the words --------------------------------------------------------------------------------
 */

static bool message(incident_call *c, cw_text *text, cw_error *err) {
    return cw_desk_message(&c->desk, text, err);
}

typedef bool (*looker)(incident_call *call, cw_text *text, cw_error *err);
static const struct {
    const char *word;
    looker look;
    const char *keys;
} lookers[] = {{"list", incident_list, ""},
               {"show", incident_show, ""},
               {"due", incident_due, ""},
               {"report", incident_report, "file text caller kind zone release"},
               {"associate", incident_associate, "report case"},
               {"region", incident_region, "case"},
               {"arrivals", incident_arrivals, "case"},
               {"sitrep", message, cw_desk_message_fields},
               {"relay", message, cw_desk_message_fields},
               {"action", message, cw_desk_message_fields},
               {"summary", message, cw_desk_message_fields},
               {"brief", message, cw_desk_message_fields}};

static looker looker_of(const incident_call *c, cw_error *err, bool *sound) {
    *sound = true;
    for (size_t i = 0; i < sizeof lookers / sizeof lookers[0]; i++) {
        if (strcmp(lookers[i].word, c->desk.word) != 0) continue;
        *sound = cw_desk_check(&c->desk, lookers[i].keys, err);
        return lookers[i].look;
    }
    return NULL;
}

static bool is_recording(const char *word) {
    for (size_t i = 0; cw_desk_word(i) != NULL; i++) {
        if (strcmp(cw_desk_word(i), word) == 0) return true;
    }
    return false;
}

/* One event; its identifier also when it was recorded and does not hold. */
static bool record(const incident_call *c, cw_text *text, cw_error *err) {
    cw_event_id made = {{0}};
    static const cw_event_id none = {{0}};
    char id[CW_ID_TEXT];
    bool done = cw_desk_record(&c->desk, &made, err);
    if (cw_event_id_compare(&made, &none) != 0)
        cw_text_add(text, "%s\n", cw_event_id_format(&made, id));
    return done;
}

static bool say(incident_call *c, cw_text *text, cw_error *err) {
    bool sound;
    looker look = looker_of(c, err, &sound);
    if (look != NULL) return sound && look(c, text, err);
    if (is_recording(c->desk.word)) return record(c, text, err);
    return cw_fail(err, CW_ERR_INPUT,
                   "incident does not know \"%.40s\"; try: crosswatch incident "
                   "--help",
                   c->desk.word);
}

/* What the desk told: the answer itself when that is "no", else a remark beside it. */
static void tell(const incident_call *c, bool done) {
    if (c->told.length > 0) cli_put(done ? stderr : stdout, c->told.data, c->told.length);
}

static bool perform(incident_call *c, cw_error *err) {
    cw_text text = {0};
    c->arena = c->desk.arena = cw_arena_create();
    if (c->arena == NULL) return cw_fail_memory(err);
    bool done = read_fields(c, err) && open_record(c, err) && say(c, &text, err);
    tell(c, done);
    if (text.length > 0) done = cli_write(&text, err) && done;
    if (done && c->options->json) putchar('\n');
    cw_text_free(&text);
    return done;
}

static int run_incident(const cli_options *options) {
    cw_error err = {0};
    incident_call c = {.options = options};
    c.desk = (cw_desk){.word = options->arguments[0],
                       .now = (cw_time)time(NULL) * CW_SECOND_MS,
                       .language = options->language,
                       .fields = c.fields,
                       .told = &c.told};
    bool done = perform(&c, &err);
    cw_text_free(&c.told);
    cw_situation_destroy(c.situation);
    cw_event_log_destroy(c.log);
    cw_store_close(c.store);
    cw_arena_destroy(c.arena);
    return done ? CW_OK : cli_fail(options, &err);
}

const cli_verb verb_incident = {
    .name = "incident",
    .known = "jqnt",
    .needs = CW_SAID("a word (report, list, show, ...) and a record"),
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
