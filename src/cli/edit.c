/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch edit: a plan held open; a line of JSON in, the scored plan as a line out. */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINE = 4 << 20 };

static bool put_answer(cw_text *answer, cw_error *err) {
    bool done =
        fwrite(answer->data, 1, answer->length, stdout) == answer->length && fflush(stdout) == 0;
    cw_text_free(answer);
    return done || cw_fail(err, CW_ERR_MACHINE, "cannot write to standard output");
}

static bool answer_line(cw_edit_run *run, const char *line, size_t length, cw_error *err) {
    cw_text answer = {0};
    if (!cw_edit_run_answer(run, line, length, &answer, err)) {
        cw_text_free(&answer);
        return false;
    }
    return put_answer(&answer, err);
}

/* A line that fits `room`, without its line feed. False: the end, or too long (*err is set). */
static bool next_line(char *line, size_t room, size_t *length, cw_error *err) {
    *length = 0;
    for (int c = getchar(); c != EOF; c = getchar()) {
        if (c == '\n') return true;
        if (*length == room)
            return cw_fail(err, CW_ERR_INPUT, "a line of standard input is longer than %zu bytes",
                           room);
        line[(*length)++] = (char)c;
    }
    if (ferror(stdin)) return cw_fail(err, CW_ERR_MACHINE, "cannot read standard input");
    return *length > 0;
}

static bool serve_lines(cw_edit_run *run, cw_error *err) {
    cw_text first = {0};
    size_t length;
    char *line = malloc(MOST_LINE);
    if (line == NULL) return cw_fail_memory(err);
    bool good = cw_edit_run_tell(run, &first, err) && put_answer(&first, err);
    while (good && next_line(line, MOST_LINE, &length, err)) {
        if (length > 0) good = answer_line(run, line, length, err);
    }
    free(line);
    return good && (err->code == CW_OK);
}

static int run_edit(const cli_options *options) {
    cw_error err = {0};
    char cache[1024];
    cli_progress progress = cli_progress_begin(options);
    cw_run_options how = cli_run_options(options, cli_cache_directory(cache), &progress);
    how.plan_file = options->arguments[1];
    cw_case *c = cli_load_case(options, &err);
    cw_edit_run *run = c != NULL ? cw_edit_run_create(c, &how, &err) : NULL;
    cli_progress_end(&progress);
    bool done = run != NULL && serve_lines(run, &err);
    cw_edit_run_destroy(run);
    cw_case_destroy(c);
    return done ? CW_OK : cli_fail(options, &err);
}

const cli_verb verb_edit = {
    .name = "edit",
    .known = "qtnPU",
    .needs = CW_SAID("a case file and a plan.json"),
    .least = 2,
    .most = 2,
    .run = run_edit,
    .english = "a plan held open, for a program: changes in, scores out",
    .french = "un plan tenu ouvert, pour un programme : changements lus, évaluations rendues",
    .english_help =
        "Usage: crosswatch edit [options] CASE.yaml PLAN.json\n\n"
        "Opens a plan and prints it as a line of JSON. Then reads lines of JSON from standard "
        "input,\n"
        "{\"tasks\": [...]} with tasks as plan.json has them, all or those that changed, or\n"
        "{\"undo\": true}, and answers each with the plan as it stands and what it is worth\n"
        "(docs/search.md). Ends with standard input.\n\n"
        "      --particles N    particles a hypothesis, instead of the case's\n"
        "      --threads N      threads; results are the same for any number\n"
        "      --lang en|fr     language of this help\n"
        "  -q, --quiet          no progress line\n" CLI_UNITS_OPTION_EN CLI_PROGRESS_OPTION_EN
        "\nExample: crosswatch edit cases/dover-2021-11-24.yaml out/dover/plan.json\n",
    .french_help =
        "Usage : crosswatch edit [options] CAS.yaml PLAN.json\n\n"
        "Ouvre un plan et l'affiche en une ligne JSON. Lit ensuite des lignes JSON de l'entrée\n"
        "standard, {\"tasks\": [...]} avec des tâches comme dans plan.json, toutes ou celles qui "
        "ont\n"
        "changé, ou {\"undo\": true}, et répond à chacune par le plan tel qu'il est et ce qu'il "
        "vaut\n"
        "(docs/search.md). Finit avec l'entrée standard.\n\n"
        "      --particles N     particules par hypothèse, au lieu de celles du cas\n"
        "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n"
        "      --lang en|fr      langue de cette aide\n"
        "  -q, --quiet           pas de ligne d'avancement\n" CLI_UNITS_OPTION_FR
            CLI_PROGRESS_OPTION_FR
        "\nExemple : crosswatch edit cases/dover-2021-11-24.yaml out/dover/plan.json\n"};
