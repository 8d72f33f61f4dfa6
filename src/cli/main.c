/* SPDX-License-Identifier: Apache-2.0 */
/* The command: finds the verb and hands over to its file. Exit status: 0 done, 1 the answer is no,
 * 2 bad use or bad input, 3 the machine failed. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static const cli_verb *const verbs[] = {
    &verb_plan,  &verb_score,  &verb_edit,     &verb_where,  &verb_update, &verb_outlook,
    &verb_drift, &verb_ais,    &verb_incident, &verb_brief,  &verb_serve,  &verb_near,
    &verb_warn,  &verb_struck, &verb_record,   &verb_risk,   &verb_patrol, &verb_options,
    &verb_queue, &verb_tables, &verb_forcing,  &verb_version};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

/* A full disk or a closed pipe behind standard output is a failure of the machine. */
static int flushed(int status, const cli_options *options) {
    bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (written || status != CW_OK) return status;
    cw_error err = {0};
    cw_fail(&err, CW_ERR_MACHINE, "cannot write to standard output");
    return cli_fail(options, &err);
}

static int usage(FILE *to, cw_language language) {
    bool french = language == CW_FRENCH;
    fputs(french ? "Crosswatch : recherche et sauvetage conjoints en mer.\n\n"
                   "Usage : crosswatch VERBE [options] FICHIER\n\n"
                 : "Crosswatch: joint search and rescue at sea.\n\n"
                   "Usage: crosswatch VERB [options] FILE\n\n",
          to);
    for (size_t i = 0; i < VERBS; i++) {
        fprintf(to, "  %-9s %s\n", verbs[i]->name, french ? verbs[i]->french : verbs[i]->english);
    }
    fputs(french ? "\ncrosswatch VERBE --help donne les options et un exemple.\n"
                   "Codes de retour : 0 fait, 1 la réponse est non, 2 mauvais usage ou mauvaises "
                   "données, 3 panne de la machine.\n"
                 : "\ncrosswatch VERB --help gives the options and an example.\n"
                   "Exit status: 0 done, 1 the answer is no, 2 bad use or bad input, 3 the machine "
                   "failed.\n",
          to);
    return to == stdout ? flushed(CW_OK, &(cli_options){.language = language}) : CW_ERR_INPUT;
}

static const cli_verb *find(const char *name) {
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i]->name, name) == 0) return verbs[i];
    }
    return NULL;
}

/* --lang may also stand before the verb; *at is where the verb is then. */
static bool leading_language(int argc, char **argv, int *at, cw_language *language, cw_error *err) {
    *language = cw_language_pick(NULL);
    for (*at = 1; *at < argc; (*at)++) {
        const char *value = NULL;
        if (strncmp(argv[*at], "--lang=", 7) == 0)
            value = argv[*at] + 7;
        else if (strcmp(argv[*at], "--lang") != 0)
            return true;
        else if (*at + 1 < argc)
            value = argv[++*at];
        if (value == NULL) return cw_fail(err, CW_ERR_INPUT, "--lang needs a value");
        if (!cli_language_read(value, language, err)) return false;
    }
    return true;
}

static int work(const cli_verb *verb, cw_language language, int argc, char **argv,
                cw_ranks *ranks) {
    cw_error err = {0};
    cli_options options = {.language = language};
    bool help, first = cw_ranks_first(ranks);
    bool good = cli_options_read(verb, language, argc, argv, &options, &help, &err);
    options.ranks = ranks;
    if (!good) return cli_end(&options, false, &err);
    if (!help) return flushed(verb->run(&options), &options);
    if (first) fputs(cli_say(&options, verb->english_help, verb->french_help), stdout);
    return flushed(CW_OK, &options);
}

static int run(const cli_verb *verb, cw_language language, int argc, char **argv) {
    cw_error err = {0};
    cw_ranks *ranks = verb->spread ? cw_ranks_open(&err) : NULL;
    if (verb->spread && ranks == NULL) return cli_fail(&(cli_options){.language = language}, &err);
    int status = work(verb, language, argc, argv, ranks);
    cw_ranks_close(ranks);
    return status;
}

int main(int argc, char **argv) {
    cw_error err = {0};
    cw_language language;
    int at;
    bool good = leading_language(argc, argv, &at, &language, &err);
    const cli_options plain = {.language = language}; /* of a verb, none yet */
    if (!good) return cli_fail(&plain, &err);
    if (at >= argc) return usage(stderr, language);
    const char *name = argv[at];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        return usage(stdout, language);
    }
    if (strcmp(name, "--version") == 0) name = "version";
    const cli_verb *verb = find(name);
    if (verb != NULL) return run(verb, language, argc - at, argv + at);
    cw_fail(&err, CW_ERR_INPUT, "there is no verb \"%s\"; try: crosswatch --help", name);
    return cli_fail(&plain, &err);
}
