/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch brief: what a ship on a thin link must know of one incident. */
#include "cli.h"

#include <time.h>

static bool write_brief(const cli_options *options, cw_text *text, cw_error *err) {
    cw_store *store = cw_store_open(options->arguments[0], err);
    cw_event_log *log = store != NULL ? cw_event_log_create(err) : NULL;
    cw_situation *situation =
        log != NULL && cw_store_load(store, 0, log, err) ? cw_situation_fold(log, err) : NULL;
    size_t incident =
        situation != NULL ? cw_situation_find(situation, options->arguments[1], err) : CW_NONE;
    bool done = incident != CW_NONE
                && cw_write_ship_brief(situation, incident, (cw_time)time(NULL) * CW_SECOND_MS,
                                       options->language, text, err);
    cw_situation_destroy(situation);
    cw_event_log_destroy(log);
    cw_store_close(store);
    return done;
}

static int run_brief(const cli_options *options) {
    cw_error err = {0};
    cw_text text = {0};
    int status =
        write_brief(options, &text, &err) ? cli_print(options, &text) : cli_fail(options, &err);
    cw_text_free(&text);
    return status;
}

const cli_verb verb_brief = {
    .name = "brief",
    .known = "",
    .needs = CW_SAID("a record and an incident"),
    .least = 2,
    .most = 2,
    .run = run_brief,
    .english = "an incident in under ten kilobytes of text, for a ship on a thin link",
    .french = "un incident en moins de dix kilooctets de texte, pour un navire mal relié",
    .english_help =
        "Usage: crosswatch brief RECORD INCIDENT\n\n"
        "Where the people are, how many, in what state, who co-ordinates, the last reports; no\n"
        "number of a caller. The operations room gives the same as /lite/incident/INCIDENT.\n\n"
        "      --lang en|fr     language of the text\n\n"
        "Example: crosswatch brief night.db GN-7\n",
    .french_help =
        "Usage : crosswatch brief REGISTRE INCIDENT\n\n"
        "Où sont les personnes, combien, dans quel état, qui coordonne, les derniers\n"
        "signalements ; aucun numéro d'appelant. La salle d'opérations donne la même chose sous\n"
        "/lite/incident/INCIDENT.\n\n"
        "      --lang en|fr      langue du texte\n\n"
        "Exemple : crosswatch brief nuit.db GN-7\n"};
