/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch risk: expected incidents in space and time, from history. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MAP = 512 };

/* "time=when,latitude=lat,..." into the options; they point into `copy`. */
static bool read_columns(const char *text, char copy[MOST_MAP], cw_history_options *to,
                         cw_error *err) {
    struct {
        const char *key, **value;
    } keys[] = {{"time", &to->time},
                {"latitude", &to->latitude},
                {"longitude", &to->longitude},
                {"id", &to->id}};
    if (text == NULL) return true;
    if (strlen(text) >= MOST_MAP) return cw_fail(err, CW_ERR_INPUT, "--columns is too long");
    strcpy(copy, text);
    for (char *next = copy, *one = strsep(&next, ","); one != NULL; one = strsep(&next, ",")) {
        char *name = one, *key = strsep(&name, "=");
        size_t k = 0;
        while (k < sizeof keys / sizeof keys[0] && strcmp(keys[k].key, key) != 0) k++;
        if (k == sizeof keys / sizeof keys[0] || name == NULL || *name == '\0')
            return cw_fail(err, CW_ERR_INPUT,
                           "--columns takes time=NAME,latitude=NAME,longitude=NAME,id=NAME, not "
                           "\"%.100s\"",
                           one);
        *keys[k].value = name;
    }
    return true;
}

static bool read_clock(const char *text, cw_clock *to, cw_error *err) {
    static const char *const names[] = {"", "UTC", "London", "Paris"};
    if (text == NULL) return true;
    for (int k = CW_CLOCK_UTC; k <= CW_CLOCK_PARIS; k++) {
        *to = (cw_clock)k;
        if (strcmp(names[k], text) == 0) return true;
    }
    return cw_fail(err, CW_ERR_INPUT, "--clock takes UTC, London or Paris, not \"%.60s\"", text);
}

static bool read_box(const char *text, cw_box *box, cw_error *err) {
    int end = 0;
    *box = (cw_box){49.5, -1.0, 52.0, 3.0};
    if (text == NULL) return true;
    bool good = sscanf(text, "%lf,%lf,%lf,%lf%n", &box->south_deg, &box->west_deg, &box->north_deg,
                       &box->east_deg, &end)
                    == 4
                && text[end] == '\0';
    double width = box->east_deg - box->west_deg, height = box->north_deg - box->south_deg;
    good = good && width > 0.0 && width <= 20.0 && height > 0.0 && height <= 10.0
           && box->south_deg >= -80.0 && box->north_deg <= 80.0;
    return good
           || cw_fail(err, CW_ERR_INPUT,
                      "--box takes SOUTH,WEST,NORTH,EAST in degrees, at most 20 by 10, not "
                      "\"%.80s\"",
                      text);
}

static bool read_risk_options(const cli_options *options, cw_risk_options *to, cw_error *err) {
    to->sea = options->sea;
    if (!read_box(options->box, &to->box, err)) return false;
    if (options->cell != NULL && !cw_length_parse(options->cell, &to->cell_m, err))
        return cw_error_prefix(err, "--cell");
    if (options->cell != NULL && !(to->cell_m >= 500.0 && to->cell_m <= 50e3))
        return cw_fail(err, CW_ERR_INPUT, "--cell takes a length from 500 m to 50 km");
    if ((options->from == NULL) != (options->to == NULL))
        return cw_fail(err, CW_ERR_INPUT, "--from and --to are the period observed: give both");
    if (options->from == NULL) return true;
    if (!cw_time_parse(options->from, &to->from, err)) return cw_error_prefix(err, "--from");
    if (!cw_time_parse(options->to, &to->to, err)) return cw_error_prefix(err, "--to");
    return to->from < to->to || cw_fail(err, CW_ERR_INPUT, "--to lies not after --from");
}

/* A record is told by SQLite's first bytes, or by an address of a database. */
static bool is_record(const char *path) {
    char head[16] = "";
    if (strncmp(path, "postgresql://", 13) == 0 || strncmp(path, "postgres://", 11) == 0)
        return true;
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    bool whole = fread(head, 1, sizeof head, file) == sizeof head;
    fclose(file);
    return whole && memcmp(head, "SQLite format 3", sizeof head) == 0;
}

static bool read_history(const cli_options *options, cw_history *history, cw_error *err) {
    cw_history_options how = {.kept = options->kept,
                              .kept_count = options->kept_count,
                              .excluded = options->excluded,
                              .excluded_count = options->excluded_count};
    bool chosen = how.kept_count + how.excluded_count > 0;
    char copy[MOST_MAP];
    if (!read_columns(options->columns, copy, &how, err)
        || !read_clock(options->clock, &how.clock, err))
        return false;
    for (size_t i = 0; i < options->argument_count; i++) {
        const char *path = options->arguments[i];
        if (chosen && is_record(path))
            return cw_fail(err, CW_ERR_INPUT,
                           "%s: a record has no columns to choose by (--keep, --exclude)", path);
        bool good = is_record(path) ? cw_history_read_record(history, path, err)
                                    : cw_history_read_csv(history, path, &how, err);
        if (!good) return false;
    }
    return true;
}

static bool show(const cw_risk *risk, const cw_history *history, const cli_options *options,
                 cw_error *err) {
    cw_text text = {0}, names = {0};
    bool done = options->output == NULL
                || cw_risk_write(risk, history, options->output, options->language, &names, err);
    done = done
           && (options->json ? cw_report_risk_json(risk, history, &text, err)
                             : cw_report_risk_text(risk, history, options->language, &text, err));
    done = done && cli_write(&text, err);
    if (done) cli_list_files(options, &names);
    cw_text_free(&text);
    cw_text_free(&names);
    return done;
}

/* The AIS picture's collisions; `history` stays empty. */
static cw_risk *from_traffic(const cli_options *options, const cw_risk_options *how,
                             const char *cache_dir, cw_error *err) {
    if (options->argument_count > 0 || options->sea != NULL || options->clock != NULL
        || options->kept_count + options->excluded_count > 0) {
        cw_fail(err, CW_ERR_INPUT,
                "--ais tells collisions from the traffic: it goes without a history, --sea, "
                "--clock, --keep and --exclude");
        return NULL;
    }
    cw_vessels *vessels = cli_vessels_load(options, options->ais, options->ais_count, err);
    cw_risk *risk = vessels != NULL ? cw_risk_of_traffic(vessels, how, cache_dir, err) : NULL;
    cw_vessels_destroy(vessels);
    return risk;
}

static cw_risk *from_history(const cli_options *options, const cw_risk_options *how,
                             const char *cache_dir, cw_history *history, cw_error *err) {
    if (options->argument_count == 0) {
        cw_fail(err, CW_ERR_INPUT,
                "risk needs a history (CSV files, or records) or --ais FILE; try: crosswatch risk "
                "--help");
        return NULL;
    }
    if (!read_history(options, history, err)) return NULL;
    return cw_risk_create(history, how, cache_dir, err);
}

static int run_risk(const cli_options *options) {
    cw_error err = {0};
    char cache[1024];
    cw_history history = {0};
    cw_risk_options how = {0};
    cw_risk *risk = NULL;
    bool traffic = options->ais_count > 0;
    if (read_risk_options(options, &how, &err) && cli_check_output(options, &err))
        risk = traffic ? from_traffic(options, &how, cli_cache_directory(cache), &err)
                       : from_history(options, &how, cli_cache_directory(cache), &history, &err);
    bool done = risk != NULL && show(risk, traffic ? NULL : &history, options, &err);
    cw_risk_destroy(risk);
    cw_history_free(&history);
    return done ? CW_OK : cli_fail(options, &err);
}

const cli_verb verb_risk = {
    .name = "risk",
    .known = "ojqCkBcsFZSKXP",
    .needs = CW_SAID("a history (CSV files, or records)"),
    .least = 0,
    .most = 60,
    .run = run_risk,
    .english = "expected incidents in space and time, from history",
    .french = "incidents attendus, où et quand, d'après l'historique",
    .english_help =
        "Usage: crosswatch risk [options] HISTORY...\n"
        "       crosswatch risk [options] --ais FILE\n\n"
        "Reads past incidents (the French open data on operations, any CSV, records of this "
        "program) and\n"
        "tells where and when they are to be expected, with intervals, and where there are too few "
        "to say.\n"
        "With --ais instead the collisions to be expected of the ships that a log or a file of "
        "tracks shows.\n"
        "Method and limits: docs/risk.md.\n\n"
        "      --columns MAP    columns of a CSV: time=NAME,latitude=NAME,longitude=NAME,id=NAME\n"
        "      --keep COL=TEXT  only rows in which the column says so; may be repeated\n"
        "      --exclude COL=TEXT\n"
        "                       all rows but those in which it says so; may be repeated\n"
        "      --clock CLOCK    UTC, London or Paris, for times that name no zone\n"
        "      --box S,W,N,E    degrees (49.5,-1,52,3)\n"
        "      --cell 2nm       size of a cell\n"
        "      --from T --to T  the period observed (else from the first to the last incident)\n"
        "      --sea FILE       CSV of time and wave_height (m): the sea state as a factor\n"
        "      --ais FILE       AIS log, table or file of tracks; may be repeated; --columns as "
        "for "
        "crosswatch ais\n"
        "  -o, --output DIR     write risk.en.txt, risk.fr.txt, risk.json, risk.tif and risk.png\n"
        "      --json           print JSON instead of the page\n"
        "      --lang en|fr     language of the text\n" CLI_PROGRESS_OPTION_EN "\n"
        "Example: crosswatch risk operations.csv --from 2015-01-01T00:00Z --to 2020-01-01T00:00Z "
        "-o "
        "out/risk\n",
    .french_help =
        "Usage : crosswatch risk [options] HISTORIQUE...\n"
        "        crosswatch risk [options] --ais FICHIER\n\n"
        "Lit des incidents passés (données ouvertes françaises des opérations, tout CSV, registres "
        "de ce\n"
        "programme) et dit où et quand en attendre, avec des intervalles, et où il y en a trop peu "
        "pour\n"
        "conclure. Avec --ais plutôt les abordages à attendre des navires que montre un journal ou "
        "un fichier\n"
        "de pistes. Méthode et limites : docs/risk.md.\n\n"
        "      --columns TABLE   colonnes d'un CSV : time=NOM,latitude=NOM,longitude=NOM,id=NOM\n"
        "      --keep COL=TEXTE  seulement les lignes où la colonne le dit ; répétable\n"
        "      --exclude COL=TEXTE\n"
        "                        toutes les lignes sauf celles où elle le dit ; répétable\n"
        "      --clock HORLOGE   UTC, London ou Paris, pour les heures sans fuseau\n"
        "      --box S,O,N,E     degrés (49.5,-1,52,3)\n"
        "      --cell 2nm        taille d'une maille\n"
        "      --from H --to H   la période observée (sinon du premier au dernier incident)\n"
        "      --sea FICHIER     CSV de time et wave_height (m) : l'état de la mer comme facteur\n"
        "      --ais FICHIER     journal, table ou fichier de pistes AIS ; répétable ; --columns "
        "comme "
        "pour\n"
        "                        crosswatch ais\n"
        "  -o, --output DOSSIER  écrit risk.en.txt, risk.fr.txt, risk.json, risk.tif et risk.png\n"
        "      --json            affiche du JSON au lieu de la page\n"
        "      --lang en|fr      langue du texte\n" CLI_PROGRESS_OPTION_FR "\n"
        "Exemple : crosswatch risk operations.csv --from 2015-01-01T00:00Z --to 2020-01-01T00:00Z "
        "-o "
        "out/risque\n"};
