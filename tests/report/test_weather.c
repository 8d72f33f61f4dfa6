/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions that change during the search, on the page and in plan.json; and what else the page
 * says of the sea around. */
#include "worked.h"

#include <crosswatch/report.h>

#include <jansson.h>

static const char weather[] = "  visibility: 10 nm\n  wave_height: 0.5 m\n";
/* The wind of 14:00 does not change what the page says nor what anybody sees. */
static const char changing[] =
    "  conditions:\n"
    "    - {from: 2024-06-01T11:00Z, visibility: 10 nm, wind: 5 kn, wave_height: 0.2 m}\n"
    "    - {from: 2024-06-01T13:30Z, visibility: 0.5 nm, wind: 5 kn, wave_height: 0.2 m}\n"
    "    - {from: 2024-06-01T14:00Z, visibility: 0.5 nm, wind: 5.1 kn, wave_height: 0.2 m}\n"
    "    - {from: 2024-06-01T14:30Z, visibility: 3 nm, wind: 20 kn, wave_height: 0.2 m}\n"
    "    - {from: 2024-06-01T17:00Z, visibility: 20 nm, wind: 2 kn, wave_height: 0.2 m}\n";

/* cases/constant.yaml with texts put in place of others. */
static worked changed(const char *find, const char *put, const char *end, bool plan) {
    char path[1024];
    static char made[1 << 16];
    size_t length;
    char *text = worked_slurp(support_source("cases/constant.yaml", path), &length);
    const char *at = strstr(text, find);
    assert_non_null(at);
    snprintf(made, sizeof made, "%.*s%s%s%s", (int)(at - text), text, put, at + strlen(find), end);
    free(text);
    return worked_text(made, 400, plan);
}

/* The page on one line, spaces once. */
static char *page(worked *w, cw_language language) {
    cw_text text = {0};
    cw_error err = {0};
    w->result.language = language;
    assert_true(cw_report_text(&w->result, &text, &err));
    char *to = text.data;
    for (const char *from = text.data; *from != '\0'; from++) {
        bool space = *from == '\n' || *from == ' ';
        if (space && to > text.data && to[-1] == ' ') continue;
        *to++ = (char)(space ? ' ' : *from);
    }
    *to = '\0';
    return text.data;
}

static const cw_task *busy_task(const worked *w) {
    cw_time first = cw_time_from_civil(2024, 6, 1, 13, 30, 0.0), last = first + CW_HOUR_MS;
    for (size_t k = 0; k < w->run->plan->task_count; k++) {
        const cw_task *task = &w->run->plan->tasks[k];
        if (task->assigned && task->on_scene < first && task->off_scene > last) return task;
    }
    fail_msg("no unit is on scene through both changes");
    return NULL;
}

static void the_page_says_how_it_changes(void **state) {
    (void)state;
    worked w = changed(weather, changing, "", true);
    char *english = page(&w, CW_ENGLISH), *french = page(&w, CW_FRENCH), want[512];
    assert_mentions(english, "At the start wind 5 kn, waves 0.2 m, visibility 10 nm; from 13:30 "
                             "visibility 0.5 nm; from 14:30 wind 20 kn, visibility 3 nm; water "
                             "14.0 °C.");
    assert_mentions(french, "Au début vent 5 nd, vagues 0,2 m, visibilité 10 M ; dès 13:30 "
                            "visibilité 0,5 M ; dès 14:30 vent 20 nd, visibilité 3 M ; eau 14,0 "
                            "°C.");
    const cw_task *task = busy_task(&w);
    assert_int_equal(task->change_count, 2);
    double nm[3];
    for (int k = 0; k < 3; k++) {
        nm[k] =
            cw_task_width_m(task, 0, cw_time_from_civil(2024, 6, 1, 12, 30 + 60 * k, 0.0)) / 1852.0;
    }
    /* Half a mile is half of what one mile is; 20 kn halves what small boats are seen at. */
    assert_true(nm[0] > nm[2] && nm[2] > nm[1]);
    snprintf(want, sizeof want, "W %.2f nm, from 13:30 W %.2f nm, from 14:30 W %.2f nm)", nm[0],
             nm[1], nm[2]);
    assert_mentions(english, want);
    cw_sweep_width late;
    cw_conditions windy = {3.0 * 1852.0, 20.0 * 1852.0 / 3600.0, 0.2};
    assert_true(cw_unit_sweep(w.run->scene->sweep, &w.c->units[task->unit],
                              &w.run->scene->objects[0], &windy, &late, NULL));
    assert_close(late.corrected_m / 1852.0, nm[2], 1e-9);
    assert_close(late.weather_factor, 0.5, 0.0);
    snprintf(want, sizeof want, " from 14:30 %.2f×0.50w", late.uncorrected_m / 1852.0);
    assert_mentions(english, want);
    free(english);
    free(french);
    worked_free(&w);
}

static double number(const json_t *one, const char *name) {
    json_t *value = json_object_get(one, name);
    if (!json_is_number(value)) fail_msg("no number %s", name);
    return json_number_value(value);
}

static void the_file_lists_every_entry(void **state) {
    (void)state;
    worked w = changed(weather, changing, "", true);
    char folder[1024], path[1100];
    cw_error err = {0};
    support_directory(folder);
    snprintf(path, sizeof path, "%s/plan.json", folder);
    assert_true(cw_report_json(&w.result, path, &err));
    json_t *root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    json_t *list = json_object_get(json_object_get(root, "surroundings"), "conditions");
    static const double visibility_nm[] = {10.0, 0.5, 0.5, 3.0};
    static const char *const from[] = {"12:00", "13:30", "14:00", "14:30"};
    assert_int_equal(json_array_size(list), 4); /* that of 17:00 never holds */
    for (size_t k = 0; k < 4; k++) {
        json_t *one = json_array_get(list, k);
        assert_close(number(one, "visibility_nm"), visibility_nm[k], 1e-9);
        assert_mentions(json_string_value(json_object_get(one, "from")), from[k]);
    }
    const cw_task *task = busy_task(&w);
    json_t *one =
        json_array_get(json_object_get(json_object_get(root, "plan"), "tasks"), task->unit);
    json_t *width = json_array_get(json_object_get(one, "sweep_widths"), 1);
    assert_close(number(width, "sweep_width_nm"), task->sweep_width_m[1] / 1852.0, 1e-9);
    json_t *changes = json_object_get(width, "changes");
    assert_int_equal(json_array_size(changes), 2);
    for (size_t k = 0; k < 2; k++) {
        assert_close(number(json_array_get(changes, k), "sweep_width_nm"),
                     task->changes[k].sweep_width_m[1] / 1852.0, 1e-9);
    }
    json_decref(root);
    support_remove(folder);
    worked_free(&w);
}

static void one_set_of_conditions_is_said_once(void **state) {
    (void)state;
    worked w = changed(weather, weather, "", true);
    char *english = page(&w, CW_ENGLISH);
    assert_mentions(english, " Wind 10 kn, waves 0.5 m, visibility 10 nm, water 14.0 °C.");
    assert_null(strstr(english, "; from 1"));
    free(english);
    worked_free(&w);
}

/* Both hold everybody: 100 % and 100 %. */
static void overlapping_regions_are_said_to_overlap(void **state) {
    (void)state;
    static const char regions[] =
        "regions:\n"
        "  - {name: Outer, nation: UK, corners: [\"47, -10\", \"50, -10\", \"50, -6\", \"47, "
        "-6\"]}\n"
        "  - {name: Inner, nation: France, corners: [\"48, -9\", \"49, -9\", \"49, -7\", \"48, "
        "-7\"]}\n";
    worked both = changed(weather, weather, regions, false);
    char *text = page(&both, CW_ENGLISH);
    assert_mentions(text, "add up to more than 100 %");
    free(text);
    text = page(&both, CW_FRENCH);
    assert_mentions(text, "dépassent 100 % en tout");
    free(text);
    worked_free(&both);
    static const char apart[] =
        "regions:\n"
        "  - {name: West, nation: UK, corners: [\"47, -10\", \"50, -10\", \"50, -8\", \"47, "
        "-8\"]}\n"
        "  - {name: East, nation: France, corners: [\"47, -8\", \"50, -8\", \"50, -6\", \"47, "
        "-6\"]}\n";
    worked divided = changed(weather, weather, apart, false);
    text = page(&divided, CW_ENGLISH);
    assert_null(strstr(text, "overlap"));
    free(text);
    worked_free(&divided);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_how_it_changes),
        cmocka_unit_test(the_file_lists_every_entry),
        cmocka_unit_test(one_set_of_conditions_is_said_once),
        cmocka_unit_test(overlapping_regions_are_said_to_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
