/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch tables: the leeway classes and the sweep widths that the answers rest on. */
#include "cli.h"

#include <strings.h>

/* What the second argument names; NULL: all. */
static const char *wanted(const cli_options *options) {
    return options->argument_count > 1 ? options->arguments[1] : NULL;
}

static bool leeway(const cli_options *options, cw_text *text, cw_error *err) {
    cw_leeway_table *table = cw_leeway_table_create(err);
    if (table == NULL) return false;
    const char *key = wanted(options);
    const cw_leeway *only = key != NULL ? cw_leeway_find(table, key, err) : NULL;
    bool done = key == NULL || only != NULL;
    if (done && options->json)
        done = cw_report_leeway_json(table, only, text, err);
    else if (done)
        cw_report_leeway_text(table, only, options->language, text);
    cw_leeway_table_destroy(table);
    return done;
}

static bool sweep(const cli_options *options, cw_text *text, cw_error *err) {
    cw_sweep_table *table = cw_sweep_table_create(err);
    if (table == NULL) return false;
    const char *name = wanted(options);
    int only = name != NULL ? cw_sweep_object_find(table, name, err) : -1;
    bool done = name == NULL || only >= 0;
    if (done && options->json)
        done = cw_report_sweep_json(table, only, text, err);
    else if (done)
        cw_report_sweep_text(table, only, options->language, text);
    cw_sweep_table_destroy(table);
    return done;
}

static int run_tables(const cli_options *options) {
    cw_error err = {0};
    cw_text text = {0};
    const char *which = options->arguments[0];
    bool done = strcasecmp(which, "leeway") == 0  ? leeway(options, &text, &err)
                : strcasecmp(which, "sweep") == 0 ? sweep(options, &text, &err)
                                                  : cw_fail(&err, CW_ERR_INPUT,
                                                            "tables knows leeway and sweep, not "
                                                            "\"%s\"",
                                                            which);
    int status = done ? cli_print(options, &text) : cli_fail(options, &err);
    cw_text_free(&text);
    return status;
}

const cli_verb verb_tables = {
    .name = "tables",
    .known = "j",
    .needs = CW_SAID("leeway or sweep"),
    .least = 1,
    .most = 2,
    .run = run_tables,
    .english = "the bundled tables: leeway classes, sweep widths",
    .french = "les tables fournies : classes de dérive, largeurs de balayage",
    .english_help = "Usage: crosswatch tables leeway|sweep [KEY or OBJECT] [options]\n\n"
                    "      --json           print JSON\n"
                    "      --lang en|fr     language of the text\n\n"
                    "Examples: crosswatch tables leeway PIW-1\n"
                    "          crosswatch tables sweep \"Person in Water\"\n",
    .french_help = "Usage : crosswatch tables leeway|sweep [CLÉ ou OBJET] [options]\n\n"
                   "      --json           affiche du JSON\n"
                   "      --lang en|fr     langue du texte\n\n"
                   "Exemples : crosswatch tables leeway PIW-1\n"
                   "           crosswatch tables sweep \"Person in Water\"\n"};
