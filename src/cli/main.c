/* SPDX-License-Identifier: Apache-2.0 */
/* The command: finds the verb and hands over to its file. Exit status: 0 done, 1 the answer is no,
 * 2 bad use or bad input, 3 the machine failed. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static const cli_verb *const verbs[] = {&verb_plan,   &verb_where,   &verb_drift,
                                        &verb_tables, &verb_forcing, &verb_version};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

/* --lang may stand anywhere, also before there is a verb. */
static cw_language language_of(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0) return cw_language_pick(argv[i] + 7);
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) return cw_language_pick(argv[i + 1]);
    }
    return cw_language_pick(NULL);
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
                 : "\ncrosswatch VERB --help gives the options and an example.\n",
          to);
    return to == stdout ? CW_OK : CW_ERR_INPUT;
}

static const cli_verb *find(const char *name) {
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i]->name, name) == 0) return verbs[i];
    }
    return NULL;
}

/* A full disk or a closed pipe behind standard output is a failure of the machine. */
static int flushed(int status) {
    bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (written || status != CW_OK) return status;
    cw_error err = {0};
    cw_fail(&err, CW_ERR_MACHINE, "cannot write to standard output");
    return cli_fail(&err);
}

int main(int argc, char **argv) {
    cw_language language = language_of(argc, argv);
    if (argc < 2) return usage(stderr, language);
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        return usage(stdout, language);
    }
    if (strcmp(name, "--version") == 0) name = "version";
    const cli_verb *verb = find(name);
    cw_error err = {0};
    if (verb == NULL) {
        cw_fail(&err, CW_ERR_INPUT, "there is no verb \"%s\"; try: crosswatch --help", name);
        return cli_fail(&err);
    }
    cli_options options;
    bool help;
    if (!cli_options_read(verb, argc - 1, argv + 1, &options, &help, &err)) return cli_fail(&err);
    if (help) {
        fputs(language == CW_FRENCH ? verb->french_help : verb->english_help, stdout);
        return flushed(CW_OK);
    }
    return flushed(verb->run(&options));
}
