/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a result file of a small case: results that hold, or an error in one sentence that
 * names the file; never a crash. Paths in the bytes lead into a folder that does not exist, or to
 * whatever file the fuzzer names: those are read like any other's. */
#include "small_case.h"

#include <crosswatch/case.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a result promises whoever applies it. */
static void check(const cw_search_result *r) {
    bool holds = r->content != 0 && r->id[0] != '\0';
    if (r->kind == CW_RESULT_SIGHTING) {
        holds = holds && r->radius_m > 0.0 && r->related > 0.0 && r->related <= 1.0
                && (r->related == 1.0 || r->background_m2 > 0.0);
    } else {
        holds = holds && r->part_count > 0 && r->until > r->from;
        for (size_t k = 0; holds && k < r->part_count; k++) {
            const cw_track_part *part = &r->parts[k];
            holds = part->count >= 2;
            for (size_t i = 1; holds && i < part->count; i++)
                holds = part->points[i].time > part->points[i - 1].time;
        }
    }
    if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cw_case *c;
    cw_error err = {0};
    if (c == NULL) c = cw_case_parse(small_case, sizeof small_case - 1, "case.yaml", "", &err);
    if (c == NULL) abort();
    cw_result_file *file =
        cw_result_file_parse((const char *)data, size, "fuzz.yaml", "/nowhere/at/all", c, &err);
    if (file == NULL) {
        bool told = err.code == CW_ERR_INPUT && strncmp(err.message, "fuzz.yaml", 9) == 0
                    && strchr(err.message, '\n') == NULL;
        if (!told && err.code != CW_ERR_MACHINE) abort();
    }
    for (size_t i = 0; file != NULL && i < file->count; i++) check(&file->results[i]);
    cw_result_file_destroy(file);
    return 0;
}
