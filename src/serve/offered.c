/* SPDX-License-Identifier: Apache-2.0 */
/* The file is JSON, which is YAML too, with every value a quoted text: no word of a request can
 * become anything but a value. */
#include "offered.h"

#include "job_pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OFFERED = 16 };

typedef struct quantity {
    const char *key, *field, *unit; /* of the request, of the file, behind the figure */
    double least, most;
    bool needed;
} quantity;

static const quantity quantities[] = {
    {"transit_speed_mps", "transit_speed", " m/s", 0.5, 200.0, true},
    {"search_speed_mps", "search_speed", " m/s", 0.5, 200.0, true},
    {"search_height_m", "search_height", " m", 0.5, 5000.0, true},
    {"endurance_s", "endurance", " s", 60.0, 60.0 * 86400.0, true},
    {"readiness_s", "readiness", " s", 0.0, 86400.0, false},
    {"night_factor", "night_factor", "", 0.0, 1.0, false}};

static bool put_text(const json_t *one, const char *key, json_t *to, cw_error *err) {
    const json_t *value = json_object_get(one, key);
    const char *text = json_string_value(value);
    if (text == NULL || text[0] == '\0' || strlen(text) != json_string_length(value)
        || !name_is_plain(text, JOB_UNIT))
        return cw_fail(err, CW_ERR_INPUT, "%s of a unit is needed, a line of less than %d bytes",
                       key, JOB_UNIT);
    json_object_set_new(to, key, json_string(text));
    return true;
}

static bool put_quantity(const json_t *one, const quantity *q, json_t *to, cw_error *err) {
    char text[64];
    const json_t *value = json_object_get(one, q->key);
    double number = json_number_value(value);
    if (value == NULL && !q->needed) return true;
    if (!json_is_number(value) || !(number >= q->least && number <= q->most))
        return cw_fail(err, CW_ERR_INPUT, "%s of a unit is a number from %g to %g", q->key,
                       q->least, q->most);
    snprintf(text, sizeof text, "%.6f%s", number, q->unit);
    json_object_set_new(to, q->field, json_string(text));
    return true;
}

static bool put_place(const json_t *one, json_t *to, cw_error *err) {
    char text[64];
    const json_t *lat = json_object_get(one, "lat"), *lon = json_object_get(one, "lon");
    double lat_deg = json_number_value(lat), lon_deg = json_number_value(lon);
    if (!json_is_number(lat) || !json_is_number(lon) || !(lat_deg >= -90.0 && lat_deg <= 90.0)
        || !(lon_deg >= -180.0 && lon_deg <= 180.0))
        return cw_fail(err, CW_ERR_INPUT, "lat and lon of a unit are degrees");
    snprintf(text, sizeof text, "%.6f, %.6f", lat_deg, lon_deg);
    json_object_set_new(to, "at", json_string(text));
    return true;
}

static bool put_unit(const json_t *one, json_t *to, cw_error *err) {
    static const char *const texts[] = {"name", "nation", "kind"};
    bool good = true;
    for (size_t i = 0; good && i < sizeof texts / sizeof texts[0]; i++)
        good = put_text(one, texts[i], to, err);
    good = good && put_place(one, to, err);
    for (size_t i = 0; good && i < sizeof quantities / sizeof quantities[0]; i++)
        good = put_quantity(one, &quantities[i], to, err);
    return good;
}

const char *offered_file(const json_t *list, cw_arena *arena, cw_error *err) {
    if (!json_is_array(list) || json_array_size(list) == 0
        || json_array_size(list) > MOST_OFFERED) {
        cw_fail(err, CW_ERR_INPUT, "units is a list of 1 to %d units", MOST_OFFERED);
        return NULL;
    }
    json_t *units = json_array();
    bool good = units != NULL || cw_fail_memory(err);
    for (size_t i = 0; good && i < json_array_size(list); i++) {
        json_t *to = json_object();
        good = put_unit(json_array_get(list, i), to, err);
        json_array_append_new(units, to);
    }
    json_t *root = json_pack("{s:o}", "units", units);
    char *text = good && root != NULL ? json_dumps(root, JSON_INDENT(1)) : NULL;
    const char *kept = text != NULL ? cw_arena_strdup(arena, text) : NULL;
    if (good && kept == NULL) cw_fail_memory(err);
    free(text);
    json_decref(root);
    return kept;
}
