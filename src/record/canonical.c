/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one text of a JSON object: keys sorted by their bytes, no white space, numbers as jansson
 * writes them (integers of 64 bits, doubles with 17 digits, which read back as the same double). A
 * text is canonical when reading and writing it gives the same bytes, so that two readers cannot
 * take one event for two things (a key twice, "1" against "1.0").
 */
#include <crosswatch/record.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

bool cw_canonical_json(const char *text, size_t length, cw_arena *arena, const char **canonical,
                       size_t *canonical_length, cw_error *err) {
    json_error_t problem;
    json_t *root = json_loadb(text != NULL ? text : "", length, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL)
        return cw_fail(err, CW_ERR_INPUT, "not JSON: %s (line %d, column %d)", problem.text,
                       problem.line, problem.column);
    char *written = NULL, *copy = NULL;
    bool object = json_is_object(root);
    if (object) written = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(root);
    if (!object) return cw_fail(err, CW_ERR_INPUT, "JSON, but not an object in braces");
    if (written != NULL) copy = cw_arena_strdup(arena, written);
    free(written);
    if (copy == NULL) return cw_fail_memory(err);
    *canonical = copy;
    *canonical_length = strlen(copy);
    return true;
}
