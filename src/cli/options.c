/* SPDX-License-Identifier: Apache-2.0 */
/* Command line options: one table of all there are; a verb names by letter those it takes, and any
 * other is refused, so that a mistyped option never passes in silence. */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option long_options[] = {{"help", no_argument, NULL, 'h'},
                                             {"lang", required_argument, NULL, 'l'},
                                             {"output", required_argument, NULL, 'o'},
                                             {"json", no_argument, NULL, 'j'},
                                             {"quiet", no_argument, NULL, 'q'},
                                             {"threads", required_argument, NULL, 't'},
                                             {"particles", required_argument, NULL, 'n'},
                                             {"every", required_argument, NULL, 'e'},
                                             {"time", required_argument, NULL, 'T'},
                                             {"objective", required_argument, NULL, 'O'},
                                             {"hours", required_argument, NULL, 'H'},
                                             {"east", required_argument, NULL, 'E'},
                                             {"north", required_argument, NULL, 'N'},
                                             {"grid", required_argument, NULL, 'G'},
                                             {"raw", no_argument, NULL, 'R'},
                                             {"columns", required_argument, NULL, 'C'},
                                             {"from", required_argument, NULL, 'F'},
                                             {"keep", required_argument, NULL, 'K'},
                                             {"exclude", required_argument, NULL, 'X'},
                                             {"units", required_argument, NULL, 'U'},
                                             {"to", required_argument, NULL, 'Z'},
                                             {"at", required_argument, NULL, 'A'},
                                             {"box", required_argument, NULL, 'B'},
                                             {"mmsi", required_argument, NULL, 'M'},
                                             {"ais", required_argument, NULL, 'S'},
                                             {"lanes", required_argument, NULL, 'L'},
                                             {"within", required_argument, NULL, 'W'},
                                             {"tcpa", required_argument, NULL, 'Y'},
                                             {"agreement", required_argument, NULL, 'g'},
                                             {"weeks", required_argument, NULL, 'w'},
                                             {"clock", required_argument, NULL, 'k'},
                                             {"cell", required_argument, NULL, 'c'},
                                             {"sea", required_argument, NULL, 's'},
                                             {"improve", no_argument, NULL, 'i'},
                                             {"progress", required_argument, NULL, 'P'},
                                             {"map-data", no_argument, NULL, 'D'},
                                             {"checkpoint", required_argument, NULL, 'Q'},
                                             {"priority", required_argument, NULL, 'p'},
                                             {"incident", required_argument, NULL, 'I'},
                                             {"record", required_argument, NULL, 'r'},
                                             {"workers", required_argument, NULL, 'm'},
                                             {"lease", required_argument, NULL, 'u'},
                                             {"tries", required_argument, NULL, 'x'},
                                             {"drain", no_argument, NULL, 'd'},
                                             {"no-plan", no_argument, NULL, 'z'},
                                             {"before", required_argument, NULL, 'b'},
                                             {"with-results", no_argument, NULL, 'y'},
                                             {"as-given", no_argument, NULL, 'a'},
                                             {"planned", no_argument, NULL, 'f'},
                                             {NULL, 0, NULL, 0}};

enum { MOST_HOURS = 72, DEFAULT_HOURS = 12, MOST_WORKERS = 256, MOST_LEASE_S = 86400 };

static const char *long_name(int letter) {
    for (const struct option *o = long_options; o->name != NULL; o++) {
        if (o->val == letter) return o->name;
    }
    return "?";
}

static bool read_count(int letter, const char *text, size_t least, size_t most, size_t *value,
                       cw_error *err) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || number < least
        || number > most) {
        return cw_fail(err, CW_ERR_INPUT, "--%s takes a whole number from %zu to %zu, not \"%s\"",
                       long_name(letter), least, most, text);
    }
    *value = (size_t)number;
    return true;
}

bool cli_language_read(const char *text, cw_language *language, cw_error *err) {
    if (strcmp(text, "en") != 0 && strcmp(text, "fr") != 0) {
        return cw_fail(err, CW_ERR_INPUT, "--lang takes en or fr, not \"%s\"", text);
    }
    *language = cw_language_pick(text);
    return true;
}

static bool read_time_limit(const char *text, double *seconds, cw_error *err) {
    static const double MOST_S = 3600.0;
    if (!cw_duration_parse(text, seconds, err)) return cw_error_prefix(err, "--time");
    if (*seconds > 0.0 && *seconds <= MOST_S) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "--time takes a time above zero, at most %.0f min, not \"%s\"", MOST_S / 60.0,
                   text);
}

static bool read_objective(const char *text, const cw_objective **objective, cw_error *err) {
    static const cw_objective success = CW_SUCCESS, alive = CW_ALIVE;
    if (strcmp(text, "success") != 0 && strcmp(text, "alive") != 0)
        return cw_fail(err, CW_ERR_INPUT, "--objective takes success or alive, not \"%s\"", text);
    *objective = text[0] == 's' ? &success : &alive;
    return true;
}

static bool read_progress(const char *text, bool *json, cw_error *err) {
    *json = strcmp(text, "json") == 0;
    return *json || cw_fail(err, CW_ERR_INPUT, "--progress takes json, not \"%s\"", text);
}

static bool add_name(const char *option, const char *name, const char **list, size_t *count,
                     cw_error *err) {
    enum { MOST_NAMES = 64 };
    if (*count >= MOST_NAMES)
        return cw_fail(err, CW_ERR_INPUT, "%s is given more than %d times", option, MOST_NAMES);
    list[(*count)++] = name;
    return true;
}

/* Options whose text the verb itself reads; NULL: none of them. */
static const char **text_option(int letter, cli_options *options) {
    switch (letter) {
    case 'E':
        return &options->file.east_variable;
    case 'N':
        return &options->file.north_variable;
    case 'G':
        return &options->file.grid_path;
    case 'C':
        return &options->columns;
    case 'F':
        return &options->from;
    case 'Z':
        return &options->to;
    case 'A':
        return &options->at;
    case 'B':
        return &options->box;
    case 'M':
        return &options->mmsi;
    case 'L':
        return &options->lanes;
    case 'W':
        return &options->within;
    case 'Y':
        return &options->tcpa;
    case 'k':
        return &options->clock;
    case 'c':
        return &options->cell;
    case 's':
        return &options->sea;
    case 'U':
        return &options->units;
    case 'p':
        return &options->priority;
    case 'I':
        return &options->incident;
    case 'r':
        return &options->record;
    case 'b':
        return &options->before;
    default:
        return NULL;
    }
}

static bool read_option(int letter, const char *value, cli_options *options, cw_error *err) {
    size_t number = 0;
    const char **text = text_option(letter, options);
    if (text != NULL) {
        *text = value;
        return true;
    }
    switch (letter) {
    case 'l':
        return cli_language_read(value, &options->language, err);
    case 'o':
        options->output = value;
        return value[0] != '\0'
               || cw_fail(err, CW_ERR_INPUT, "--output takes the name of a directory, not nothing");
    case 'j':
        options->json = true;
        return true;
    case 'q':
        options->quiet = true;
        return true;
    case 't':
        if (!read_count(letter, value, 1, 1024, &number, err)) return false;
        options->threads = (int)number;
        return true;
    case 'n':
        return read_count(letter, value, 1, 100000000, &options->particles, err);
    case 'e':
        options->every_given = true;
        return read_count(letter, value, 1, 100000000, &options->every, err);
    case 'T':
        return read_time_limit(value, &options->time_limit_s, err);
    case 'O':
        return read_objective(value, &options->objective, err);
    case 'H':
        return read_count(letter, value, 1, MOST_HOURS, &options->hours, err);
    case 'R':
        options->raw = true;
        return true;
    case 'K':
        return add_name("--keep", value, options->kept, &options->kept_count, err);
    case 'X':
        return add_name("--exclude", value, options->excluded, &options->excluded_count, err);
    case 'S':
        return add_name("--ais", value, options->ais, &options->ais_count, err);
    case 'g':
        return add_name("--agreement", value, options->agreements, &options->agreement_count, err);
    case 'w':
        return read_count(letter, value, 1, CW_MOST_WEEKS, &options->weeks, err);
    case 'i':
        options->improve = true;
        return true;
    case 'P':
        return read_progress(value, &options->progress_json, err);
    case 'Q':
        return read_count(letter, value, 1, 100000000, &options->checkpoint, err);
    case 'D':
        options->map_data = true;
        return true;
    case 'm':
        return read_count(letter, value, 1, MOST_WORKERS, &options->workers, err);
    case 'u':
        return read_count(letter, value, 1, MOST_LEASE_S, &options->lease_s, err);
    case 'x':
        return read_count(letter, value, 1, CW_JOB_MOST_TRIES, &options->tries, err);
    case 'd':
        options->drain = true;
        return true;
    case 'z':
        options->no_plan = true;
        return true;
    case 'y':
        options->with_results = true;
        return true;
    case 'a':
        options->as_given = true;
        return true;
    case 'f':
        options->planned = true;
        return true;
    default:
        return false;
    }
}

static bool read_arguments(const cli_verb *verb, int argc, char **argv, cli_options *options,
                           cw_error *err) {
    size_t count = argc > optind ? (size_t)(argc - optind) : 0;
    if (count < verb->least) {
        return cw_fail(err, CW_ERR_INPUT, "%s needs %s; try: crosswatch %s --help", verb->name,
                       verb->needs, verb->name);
    }
    if (count > verb->most) {
        return cw_fail(err, CW_ERR_INPUT,
                       "%s takes no further argument \"%s\"; try: crosswatch %s --help", verb->name,
                       argv[optind + (int)verb->most], verb->name);
    }
    for (size_t i = 0; i < count; i++) options->arguments[i] = argv[optind + (int)i];
    options->argument_count = count;
    return true;
}

/* What getopt could not take: an option unknown to all verbs, one without its value, or a value
 * given to one that takes none. */
static bool refuse(const cli_verb *verb, int letter, char **argv, cw_error *err) {
    const char *word = argv[optind - 1];
    if (letter == ':') return cw_fail(err, CW_ERR_INPUT, "%s needs a value", word);
    if (letter == '?' && optopt != 0 && strncmp(word, "--", 2) == 0 && strchr(word, '=') != NULL)
        return cw_fail(err, CW_ERR_INPUT, "--%s takes no value", long_name(optopt));
    char one[3] = {'-', (char)optopt, '\0'}; /* of several letters in one word */
    bool shown_whole = letter != '?' || optopt == 0 || strncmp(word, "--", 2) == 0;
    return cw_fail(err, CW_ERR_INPUT, "%s does not know %s%s; try: crosswatch %s --help",
                   verb->name, letter == '?' ? "" : "--",
                   letter != '?' ? long_name(letter)
                   : shown_whole ? word
                                 : one,
                   verb->name);
}

bool cli_options_read(const cli_verb *verb, cw_language language, int argc, char **argv,
                      cli_options *options, bool *help, cw_error *err) {
    *options = (cli_options){.language = language, .every = 1, .hours = DEFAULT_HOURS};
    *help = false;
    opterr = 0;
    optind = 1;
    int letter;
    while ((letter = getopt_long(argc, argv, ":ho:q", long_options, NULL)) != -1) {
        bool known =
            letter == 'l' || (letter != ':' && letter != '?' && strchr(verb->known, letter));
        if (letter == 'h')
            *help = true;
        else if (!known)
            return refuse(verb, letter, argv, err);
        else if (!read_option(letter, optarg, options, err))
            return false;
    }
    return *help || read_arguments(verb, argc, argv, options, err);
}
