/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: what the verbs share. One file a verb; each is thin. */
#ifndef CROSSWATCH_CLI_H
#define CROSSWATCH_CLI_H

#include <crosswatch/crosswatch.h>

#include <stdio.h>

/* Options that any verb may take; each verb names those it knows. */
typedef struct cli_options {
    cw_language language;
    const char *output; /* -o, --output */
    bool json;          /* --json */
    bool quiet;         /* -q, --quiet: no progress */
    int threads;        /* --threads */
    size_t particles;   /* --particles */
    size_t every;       /* --every */
    bool every_given;
    double time_limit_s;               /* --time */
    const cw_objective *objective;     /* --objective; NULL: the case's */
    size_t hours;                      /* --hours */
    cw_file_options file;              /* --east, --north, --grid */
    bool raw;                          /* --raw */
    const char *columns;               /* --columns */
    const char *from, *to;             /* --from, --to */
    const char *units;                 /* --units; NULL: the case's alone */
    const char *at, *box, *mmsi;       /* --at, --box, --mmsi */
    const char *lanes, *within, *tcpa; /* --lanes, --within, --tcpa */
    const char *ais[64];               /* --ais, each time */
    size_t ais_count;
    const char *kept[64]; /* --keep, each time */
    size_t kept_count;
    const char *excluded[64]; /* --exclude, each time */
    size_t excluded_count;
    const char *agreements[64]; /* --agreement, each time */
    size_t agreement_count;
    size_t weeks;                             /* --weeks */
    bool improve, as_given, planned;          /* --improve, --as-given, --planned */
    const char *clock, *cell, *sea;           /* of crosswatch risk */
    bool progress_json;                       /* --progress json */
    bool map_data;                            /* --map-data */
    const char *priority, *incident, *record; /* of crosswatch queue, as are: */
    size_t workers, lease_s, tries;           /* --workers, --lease, --tries */
    bool drain, no_plan;                      /* --drain, --no-plan */
    const char *before;                       /* --before */
    bool with_results;                        /* --with-results */
    size_t checkpoint;                        /* --checkpoint; 0: none */
    cw_ranks *ranks;                          /* who works together; of verbs that are `spread` */
    const char *arguments[64];
    size_t argument_count;
} cli_options;

typedef struct cli_verb {
    const char *name;
    const char *known;  /* letters of the options it takes, see options.c */
    const char *needs;  /* what its first argument is, for messages */
    size_t least, most; /* arguments */
    bool spread;        /* several ranks work together; any other verb knows nothing of them */
    int (*run)(const cli_options *options);
    const char *english, *french;           /* one line */
    const char *english_help, *french_help; /* usage, options, an example */
} cli_verb;

extern const cli_verb verb_plan, verb_where, verb_update, verb_drift, verb_tables, verb_forcing,
    verb_score, verb_outlook, verb_ais, verb_incident, verb_brief, verb_serve, verb_record,
    verb_near, verb_warn, verb_struck, verb_edit, verb_risk, verb_patrol, verb_options, verb_queue,
    verb_version;

/* Reads what follows the verb; `language` holds unless --lang is among it. False: *err says what is
 * wrong. *help is set by -h, --help. */
bool cli_options_read(const cli_verb *verb, cw_language language, int argc, char **argv,
                      cli_options *options, bool *help, cw_error *err);
/* "en" or "fr", nothing else. */
bool cli_language_read(const char *text, cw_language *language, cw_error *err);

/* The number that an option was given, unchanged where it was not given. */
bool cli_read_number(const char *option, const char *text, double most, double *value,
                     cw_error *err);

/* Prints the error to stderr as "crosswatch: ..." in the reader's language, or for a program (with
 * --progress json) in both as a line of JSON; returns the exit status. */
int cli_fail(const cli_options *options, const cw_error *err);
/* The case of the first argument, with the units of --units. */
cw_case *cli_load_case(const cli_options *options, cw_error *err);
/* The end of a spread verb: all ranks agree on how it went, and the first one says what was wrong.
 * The exit status, of all. */
int cli_end(const cli_options *options, bool done, cw_error *err);
/* The text in the reader's language. */
const char *cli_say(const cli_options *options, const char *english, const char *french);
/* A number in the reader's language, right-aligned in `width` columns; "-" where it is not finite.
 */
void cli_add_number(const cli_options *options, cw_text *to, int width, double value, int decimals);
/* Text in a column of `width` characters, cut or filled with spaces. */
void cli_add_column(cw_text *to, size_t width, const char *text);
/* Adds bytes from anywhere so that nothing in them moves a terminal (printable.c). */
void cli_printable(const char *bytes, size_t length, cw_text *to);
/* The same onto a stream; false: it takes no more. */
bool cli_put(FILE *to, const char *bytes, size_t length);
/* A line on stderr, made printable. */
void cli_tell(const char *format, ...) CW_PRINTF(1, 2);
/* The same onto stdout; an error when it takes no more. */
bool cli_write(const cw_text *text, cw_error *err);
/* The same at once; the exit status. */
int cli_print(const cli_options *options, const cw_text *text);

/* The names of the files that were written ("path, tab, what it is" a line), after the page. */
void cli_list_files(const cli_options *options, cw_text *names);

/* A progress line on stderr when it is a terminal and the work lasts over a second; or, when a
 * program asked for it, a line of JSON a step. */
typedef struct cli_progress {
    const cli_options *options;
    double started_s;
    bool shown;
} cli_progress;
cli_progress cli_progress_begin(const cli_options *options);
void cli_progress_tell(void *context, const char *what, double done); /* a cw_progress */
void cli_progress_end(cli_progress *progress);

/* Where decoded coasts are kept: $XDG_CACHE_HOME/crosswatch or ~/.cache/crosswatch; NULL: none. */
const char *cli_cache_directory(char path[1024]);
/* The run's options as the command line set them. */
/* Where the state of a run is kept: in the target, so that finished files are put in place by a
 * rename. `of` what. Needs -o. */
enum { CLI_CHECKPOINT_PATH = 4200 };
bool cli_checkpoint_directory(const cli_options *options, const char *of,
                              char path[CLI_CHECKPOINT_PATH], cw_error *err);
cw_run_options cli_run_options(const cli_options *options, const char *cache_dir,
                               cli_progress *progress);

/* ---- words of the verb ais (ais.c) ----------------------------------------------------------- */

int cli_ais_tracks(const cli_options *options);     /* logs to a file of tracks */
int cli_ais_show(const cli_options *options);       /* what tracks hold, where and when */
int cli_ais_encounters(const cli_options *options); /* who comes near whom, and lanes */
/* "fishing vessel", "base station" ... in the reader's language. */
const char *cli_vessel_word(const cli_options *options, const cw_vessel *vessel);
/* Sets of vessels as the options ask for them: --mmsi, --box, --from, --to, --columns. Says on
 * standard error what could not be read. NULL: *err says why. */
cw_vessels *cli_vessels_load(const cli_options *options, const char *const *paths, size_t count,
                             cw_error *err);
/* Those that the arguments after the first name. */
cw_vessels *cli_vessels_of_arguments(const cli_options *options, cw_error *err);
/* What nobody may overlook: beacons, active ones first; numbers that two hulls send; jumps. */
void cli_vessels_found(const cli_options *options, const cw_vessels *vessels, cw_text *text);

/* ---- verbs that work a case through (plan.c) ------------------------------------------------- */

/* Writes the files, prints the page or the JSON, and the names of the files. */
bool cli_show(const cw_run *run, const cli_options *options, cli_progress *progress, cw_error *err);
/* A directory that cannot be written to is told before the work, not after it. */
bool cli_check_output(const cli_options *options, cw_error *err);

#define CLI_PLANNING_OPTIONS_EN                                                                \
    "      --time 10s       longest time for the optimiser, instead of a fixed effort\n"       \
    "      --objective success|alive\n"                                                        \
    "                       what the plan is made for: that they are found, or found alive;\n" \
    "                       instead of the case's\n"
#define CLI_PLANNING_OPTIONS_FR                                                                 \
    "      --time 10s        durée la plus longue de l'optimiseur, au lieu d'un effort fixe\n" \
    "      --objective success|alive\n"                                                         \
    "                        but du plan : retrouver, ou retrouver vivants ; au lieu de celui " \
    "du cas\n"

#define CLI_SHARED_OPTIONS_EN                                                \
    "  -o, --output DIR     write the files to DIR (all of them, or none)\n" \
    "      --json           print JSON instead of the page\n"                \
    "      --particles N    particles a hypothesis, instead of the case's\n" \
    "      --threads N      threads; results are the same for any number\n"  \
    "      --lang en|fr     language of the text\n"                          \
    "  -q, --quiet          no progress line\n"

/* Of those that others run and draw: a server, a queue. */
#define CLI_MAP_OPTION_EN \
    "      --map-data       also ensemble.bin and surface.json, for a map in a browser\n"
#define CLI_MAP_OPTION_FR \
    "      --map-data        aussi ensemble.bin et surface.json, pour une carte en ligne\n"
#define CLI_UNITS_OPTION_EN \
    "      --units FILE     further units, as a case has them (docs/case.md)\n"
#define CLI_UNITS_OPTION_FR \
    "      --units FICHIER   d'autres moyens, écrits comme dans un cas (docs/case.md)\n"
#define CLI_CHECKPOINT_OPTION_EN                                                              \
    "      --checkpoint N   keep the state of the drift in DIR every N outputs; given again " \
    "after "                                                                                  \
    "the\n"                                                                                   \
    "                       run was killed, goes on from there\n"
#define CLI_CHECKPOINT_OPTION_FR                                                               \
    "      --checkpoint N    garde l'état de la dérive dans DOSSIER toutes les N heures de " \
    "sortie ;\n"                                                                               \
    "                        redonné après un arrêt brutal, reprend de là\n"
#define CLI_PROGRESS_OPTION_EN \
    "      --progress json  each step as a line of JSON on standard error, for programs\n"
#define CLI_PROGRESS_OPTION_FR \
    "      --progress json   chaque étape en une ligne JSON sur la sortie d'erreur\n"
#define CLI_SHARED_OPTIONS_FR                                                                   \
    "  -o, --output DOSSIER  écrit les fichiers dans DOSSIER (tous ou aucun)\n"                \
    "      --json            affiche du JSON au lieu de la page\n"                              \
    "      --particles N     particules par hypothèse, au lieu de celles du cas\n"             \
    "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n" \
    "      --lang en|fr      langue du texte\n"                                                 \
    "  -q, --quiet           pas de ligne d'avancement\n"

#endif
