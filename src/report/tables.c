/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables that the answers rest on, as they are: leeway classes and uncorrected sweep widths,
 * for people and for programs. The command and the operations room show the same.
 */
#include <crosswatch/report.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

static bool add_json(json_t *root, cw_text *to, cw_error *err) {
    char *text = root != NULL ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(root);
    if (text == NULL) return cw_fail_memory(err);
    cw_text_add(to, "%s\n", text);
    free(text);
    return !to->failed || cw_fail_memory(err);
}

/* ---- leeway ---------------------------------------------------------------------------------- */

static json_t *leeway_json(const cw_leeway *row) {
    return json_pack("{s:i, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "id", row->id,
                     "key", row->key, "label", row->label, "downwind_slope", row->downwind_slope,
                     "downwind_offset_mps", row->downwind_offset_mps, "downwind_std_mps",
                     row->downwind_std_mps, "right_slope", row->right_slope, "right_offset_mps",
                     row->right_offset_mps, "right_std_mps", row->right_std_mps, "left_slope",
                     row->left_slope, "left_offset_mps", row->left_offset_mps, "left_std_mps",
                     row->left_std_mps);
}

bool cw_report_leeway_json(const cw_leeway_table *table, const cw_leeway *only, cw_text *to,
                           cw_error *err) {
    json_t *rows = json_array();
    for (size_t i = 0; i < table->count; i++) {
        if (only == NULL || only == &table->rows[i])
            json_array_append_new(rows, leeway_json(&table->rows[i]));
    }
    return add_json(rows, to, err);
}

static void add_line(cw_text *to, double slope, double offset_mps, double std_mps) {
    cw_text_add(to, " %6.2f %+7.2f (%5.2f)%14s", slope * 100, offset_mps * 100, std_mps * 100, "");
}

static void add_leeway(const cw_leeway *row, cw_text *to) {
    cw_text_add(to, "%-18s", row->key);
    add_line(to, row->downwind_slope, row->downwind_offset_mps, row->downwind_std_mps);
    add_line(to, row->right_slope, row->right_offset_mps, row->right_std_mps);
    add_line(to, row->left_slope, row->left_offset_mps, row->left_std_mps);
    cw_text_add(to, " %s\n", row->label);
}

void cw_report_leeway_text(const cw_leeway_table *table, const cw_leeway *only,
                           cw_language language, cw_text *to) {
    bool french = language == CW_FRENCH;
    cw_text_add(to, "%-18s %-36s %-36s %-36s %s\n", french ? "clé" : "key",
                french ? "sous le vent : % + cm/s (écart)"
                       : "downwind: slope % + offset (std) cm/s",
                french ? "travers, à droite" : "crosswind, right tack",
                french ? "travers, à gauche" : "crosswind, left tack", french ? "objet" : "object");
    for (size_t i = 0; i < table->count; i++) {
        if (only == NULL || only == &table->rows[i]) add_leeway(&table->rows[i], to);
    }
}

/* ---- sweep widths ---------------------------------------------------------------------------- */

/* What is shown of an object: the table's own heights and visibilities, factors 1. */
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

static void add_sweep(const cw_sweep_table *table, int object, bool french, cw_text *to) {
    cw_text_add(to, "%s\n  %-22s", cw_sweep_object_name(table, (size_t)object),
                french ? "visibilité, M :" : "visibility, nm:");
    for (size_t k = 0; k < SWEEP_COLUMNS; k++) cw_text_add(to, " %6.0f", sweep_visibility_nm[k]);
    cw_text_add(to, "\n");
    for (size_t r = 0; r < SWEEP_ROWS; r++) {
        if (isnan(plain_width_nm(table, object, r, 10))) continue;
        cw_text_add(to, "  %-12s", cw_platform_name(sweep_rows[r].platform));
        if (sweep_rows[r].height_ft > 0)
            cw_text_add(to, " %5.0f ft ", sweep_rows[r].height_ft);
        else
            cw_text_add(to, "%9s ", "");
        for (size_t k = 0; k < SWEEP_COLUMNS; k++)
            cw_text_add(to, " %6.2f", plain_width_nm(table, object, r, sweep_visibility_nm[k]));
        cw_text_add(to, "\n");
    }
}

void cw_report_sweep_text(const cw_sweep_table *table, int only, cw_language language,
                          cw_text *to) {
    bool french = language == CW_FRENCH;
    cw_text_add(to, "%s\n",
                french ? "Largeurs de balayage non corrigées en milles (Addendum des garde-côtes "
                         "des États-Unis ; navires : IAMSAR III)."
                       : "Uncorrected sweep widths in nautical miles (US Coast Guard Addendum; "
                         "ships: IAMSAR III).");
    for (int i = 0; i < (int)cw_sweep_object_count(table); i++) {
        if (only < 0 || i == only) add_sweep(table, i, french, to);
    }
}

static void add_widths(const cw_sweep_table *table, int object, json_t *rows) {
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
}

bool cw_report_sweep_json(const cw_sweep_table *table, int only, cw_text *to, cw_error *err) {
    json_t *rows = json_array();
    for (int i = 0; i < (int)cw_sweep_object_count(table); i++) {
        if (only < 0 || i == only) add_widths(table, i, rows);
    }
    return add_json(rows, to, err);
}
