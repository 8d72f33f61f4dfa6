/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch tables: the leeway classes and the sweep widths that the answers rest on. */
#include "cli.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static json_t *leeway_json(const cw_leeway *row) {
    return json_pack("{s:i, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "id", row->id,
                     "key", row->key, "label", row->label, "downwind_slope", row->downwind_slope,
                     "downwind_offset_mps", row->downwind_offset_mps, "downwind_std_mps",
                     row->downwind_std_mps, "right_slope", row->right_slope, "right_offset_mps",
                     row->right_offset_mps, "right_std_mps", row->right_std_mps, "left_slope",
                     row->left_slope, "left_offset_mps", row->left_offset_mps, "left_std_mps",
                     row->left_std_mps);
}

static int print_json(json_t *root) {
    char *text = root != NULL ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(root);
    if (text != NULL) puts(text);
    free(text);
    return text != NULL ? CW_OK : CW_ERR_MACHINE;
}

static int leeway(const cli_options *options) {
    cw_error err = {0};
    cw_leeway_table *table = cw_leeway_table_create(&err);
    if (table == NULL) return cli_fail(options, &err);
    const char *wanted = options->argument_count > 1 ? options->arguments[1] : NULL;
    const cw_leeway *one = wanted != NULL ? cw_leeway_find(table, wanted, &err) : NULL;
    if (wanted != NULL && one == NULL) {
        cw_leeway_table_destroy(table);
        return cli_fail(options, &err);
    }
    json_t *rows = options->json ? json_array() : NULL;
    if (!options->json) {
        printf("%-18s %-36s %-36s %-36s %s\n", cli_say(options, "key", "clé"),
               cli_say(options, "downwind: slope % + offset (std) cm/s",
                       "sous le vent : % + cm/s (écart)"),
               cli_say(options, "crosswind, right tack", "travers, à droite"),
               cli_say(options, "crosswind, left tack", "travers, à gauche"),
               cli_say(options, "object", "objet"));
    }
    for (size_t i = 0; i < table->count; i++) {
        const cw_leeway *row = &table->rows[i];
        if (one != NULL && row != one) continue;
        if (rows != NULL) {
            json_array_append_new(rows, leeway_json(row));
            continue;
        }
        printf(
            "%-18s %6.2f %+7.2f (%5.2f)%14s %6.2f %+7.2f (%5.2f)%14s %6.2f %+7.2f (%5.2f)%14s %s\n",
            row->key, row->downwind_slope * 100, row->downwind_offset_mps * 100,
            row->downwind_std_mps * 100, "", row->right_slope * 100, row->right_offset_mps * 100,
            row->right_std_mps * 100, "", row->left_slope * 100, row->left_offset_mps * 100,
            row->left_std_mps * 100, "", row->label);
    }
    cw_leeway_table_destroy(table);
    return rows != NULL ? print_json(rows) : CW_OK;
}

/* What the page shows of an object: the table's own heights and visibilities, factors 1. */
static const struct {
    cw_platform platform;
    double height_ft;
} sweep_rows[] = {
    {CW_PLATFORM_BOAT, 8},         {CW_PLATFORM_BOAT, 14},        {CW_PLATFORM_SHIP, 0},
    {CW_PLATFORM_HELICOPTER, 300}, {CW_PLATFORM_HELICOPTER, 500}, {CW_PLATFORM_HELICOPTER, 1000},
    {CW_PLATFORM_AIRCRAFT, 300},   {CW_PLATFORM_AIRCRAFT, 500},   {CW_PLATFORM_AIRCRAFT, 1000}};
static const double sweep_visibility_nm[] = {1, 3, 5, 10, 15, 20};
enum {
    SWEEP_ROWS = sizeof sweep_rows / sizeof sweep_rows[0],
    SWEEP_COLUMNS = sizeof sweep_visibility_nm / sizeof sweep_visibility_nm[0]
};

/* NaN where the table has no row for that platform. */
static double plain_width_nm(const cw_sweep_table *table, int object, size_t row, double nm) {
    cw_sweep_conditions conditions = {.platform = sweep_rows[row].platform,
                                      .height_m = sweep_rows[row].height_ft * CW_FOOT_M,
                                      .visibility_m = cw_nm_to_m(nm),
                                      .other_factor = 1.0};
    cw_sweep_width width;
    if (!cw_sweep_width_compute(table, object, &conditions, &width, NULL)) return NAN;
    return cw_m_to_nm(width.uncorrected_m);
}

static void print_sweep(const cw_sweep_table *table, int object, const cli_options *options) {
    printf("%s\n  %-22s", cw_sweep_object_name(table, (size_t)object),
           cli_say(options, "visibility, nm:", "visibilité, M :"));
    for (size_t k = 0; k < SWEEP_COLUMNS; k++) printf(" %6.0f", sweep_visibility_nm[k]);
    putchar('\n');
    for (size_t r = 0; r < SWEEP_ROWS; r++) {
        if (isnan(plain_width_nm(table, object, r, 10))) continue;
        printf("  %-12s", cw_platform_name(sweep_rows[r].platform));
        if (sweep_rows[r].height_ft > 0)
            printf(" %5.0f ft", sweep_rows[r].height_ft);
        else
            printf("%9s", "");
        printf(" ");
        for (size_t k = 0; k < SWEEP_COLUMNS; k++) {
            printf(" %6.2f", plain_width_nm(table, object, r, sweep_visibility_nm[k]));
        }
        putchar('\n');
    }
}

static json_t *sweep_json(const cw_sweep_table *table, int object) {
    json_t *rows = json_array();
    for (size_t r = 0; r < SWEEP_ROWS; r++) {
        for (size_t k = 0; k < SWEEP_COLUMNS; k++) {
            double width = plain_width_nm(table, object, r, sweep_visibility_nm[k]);
            if (isnan(width)) continue;
            json_array_append_new(
                rows, json_pack("{s:s, s:s, s:f, s:f, s:f}", "object",
                                cw_sweep_object_name(table, (size_t)object), "platform",
                                cw_platform_name(sweep_rows[r].platform), "height_ft",
                                sweep_rows[r].height_ft, "visibility_nm", sweep_visibility_nm[k],
                                "uncorrected_sweep_width_nm", width));
        }
    }
    return rows;
}

static int sweep(const cli_options *options) {
    cw_error err = {0};
    cw_sweep_table *table = cw_sweep_table_create(&err);
    if (table == NULL) return cli_fail(options, &err);
    const char *wanted = options->argument_count > 1 ? options->arguments[1] : NULL;
    int only = wanted != NULL ? cw_sweep_object_find(table, wanted, &err) : -1;
    if (wanted != NULL && only < 0) {
        cw_sweep_table_destroy(table);
        return cli_fail(options, &err);
    }
    json_t *all = options->json ? json_array() : NULL;
    if (all == NULL) {
        puts(cli_say(options,
                     "Uncorrected sweep widths in nautical miles (US Coast Guard Addendum; ships: "
                     "IAMSAR III).",
                     "Largeurs de balayage non corrigées en milles (Addendum des garde-côtes des "
                     "États-Unis ; navires : IAMSAR III)."));
    }
    for (int i = 0; i < (int)cw_sweep_object_count(table); i++) {
        if (only >= 0 && i != only) continue;
        if (all != NULL) {
            json_t *rows = sweep_json(table, i);
            json_array_extend(all, rows);
            json_decref(rows);
        } else {
            print_sweep(table, i, options);
        }
    }
    cw_sweep_table_destroy(table);
    return all != NULL ? print_json(all) : CW_OK;
}

static int run_tables(const cli_options *options) {
    if (strcasecmp(options->arguments[0], "leeway") == 0) return leeway(options);
    if (strcasecmp(options->arguments[0], "sweep") == 0) return sweep(options);
    cw_error err = {0};
    cw_fail(&err, CW_ERR_INPUT, "tables knows leeway and sweep, not \"%s\"", options->arguments[0]);
    return cli_fail(options, &err);
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
