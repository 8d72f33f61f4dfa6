/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a patrol plan, as an agreement, as a risk.json and as a history: a value, or an
 * error in one sentence that names the file; never a crash. The first byte says which. */
#include <crosswatch/patrol.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void told(bool made, const cw_error *err) {
    if (made || err->code == CW_ERR_MACHINE) return;
    bool good = err->code == CW_ERR_INPUT && strncmp(err->message, "fuzz", 4) == 0
                && strchr(err->message, '\n') == NULL;
    if (!good) abort();
}

/* One unit and one region, for agreements to name. */
static void try_agreement(const char *text, size_t size) {
    cw_error err = {0};
    cw_patrol_unit unit = {.name = "u", .nation = "A"};
    cw_region region = {.name = "R", .nation = "B"};
    cw_patrol_plan plan = {.units = &unit, .unit_count = 1, .regions = &region, .region_count = 1};
    cw_patrol_agreement *a = cw_patrol_agreement_parse(text, size, "fuzz.yaml", &plan, &err);
    told(a != NULL, &err);
    cw_patrol_agreement_destroy(a);
}

static void try_history(const char *text, size_t size) {
    cw_error err = {0};
    cw_history history = {0};
    static const char *const kept[] = {"evenement=a"}, *const excluded[] = {"zone="};
    cw_history_options options = {.clock = CW_CLOCK_PARIS};
    if (size > 0 && text[size - 1] == '+') { /* some files, by what their columns say */
        options.kept = kept;
        options.excluded = excluded;
        options.kept_count = options.excluded_count = 1;
    }
    told(cw_history_parse_csv(&history, text, size, "fuzz.csv", &options, &err), &err);
    cw_history_free(&history);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    if (size == 0) return 0;
    const char *text = (const char *)data + 1;
    size--;
    if (data[0] == 'p') {
        cw_patrol_plan *plan = cw_patrol_plan_parse(text, size, "fuzz.yaml", "", &err);
        told(plan != NULL, &err);
        cw_patrol_plan_destroy(plan);
    } else if (data[0] == 'a') {
        try_agreement(text, size);
    } else if (data[0] == 'r') {
        cw_risk *risk = cw_risk_parse(text, size, "fuzz.json", &err);
        told(risk != NULL, &err);
        cw_risk_destroy(risk);
    } else {
        try_history(text, size);
    }
    return 0;
}
