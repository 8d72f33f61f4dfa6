/* SPDX-License-Identifier: Apache-2.0 */
/* The people of a case against vessels: what near, warn and struck load and how they print. */
#include "people.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool cli_people_case(cli_people *p, const cli_options *options, cw_error *err) {
    char cache[1024];
    cli_progress progress = cli_progress_begin(options);
    cw_run_options run = cli_run_options(options, cli_cache_directory(cache), &progress);
    p->c = cli_load_case(options, err);
    if (p->c == NULL) return false;
    if (p->c->drift.to < p->c->drift.from)
        return cw_fail(err, CW_ERR_INPUT, "%s looks back: this verb needs a case that looks ahead",
                       p->c->path);
    for (size_t i = 1; i < options->argument_count; i++) {
        p->files[p->file_count] = cw_result_file_load(options->arguments[i], p->c, err);
        if (p->files[p->file_count++] == NULL) return false;
    }
    run.plan = false;
    run.files = (const cw_result_file *const *)p->files;
    run.file_count = p->file_count;
    p->run = cw_run_create(p->c, &run, err);
    cli_progress_end(&progress);
    return p->run != NULL;
}

bool cli_people_vessels(cli_people *p, const cli_options *options, cw_time from, cw_time to,
                        cw_error *err) {
    char first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    cli_options own = *options;
    if (options->ais_count == 0) return true;
    own.at = own.from = own.to = NULL;
    if (from != CW_AIS_NO_TIME) {
        own.from = cw_time_format(from, first);
        own.to = cw_time_format(to, last);
    }
    p->vessels = cli_vessels_load(&own, options->ais, options->ais_count, err);
    if (p->vessels == NULL) return false;
    p->tracks = cw_vessels_tracks(p->vessels, &p->track_count, err);
    return p->tracks != NULL;
}

void cli_people_free(cli_people *p) {
    cw_vessels_destroy(p->vessels);
    cw_run_destroy(p->run);
    for (size_t i = 0; i < p->file_count; i++) cw_result_file_destroy(p->files[i]);
    cw_case_destroy(p->c);
}

bool cli_people_now(const cli_people *p, const cli_options *options, cw_time *now, cw_error *err) {
    *now = p->run->source->search_from;
    if (options->at == NULL) return true;
    return cw_time_parse(options->at, now, err) || cw_error_prefix(err, "--at");
}

const char *cli_people_name(const cw_track *track, char text[64]) {
    const cw_vessel *v = cw_track_vessel(track);
    if (v->said.name[0] != '\0')
        snprintf(text, 64, "%s", v->said.name);
    else
        snprintf(text, 64, "MMSI %09u", v->mmsi);
    return text;
}

int cli_people_print_json(const cli_options *options, json_t *root) {
    cw_error err = {0};
    cw_text text = {0};
    char *dump = root != NULL ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(10)) : NULL;
    json_decref(root);
    if (dump == NULL) {
        cw_fail_memory(&err);
        return cli_fail(options, &err);
    }
    cw_text_add(&text, "%s\n", dump);
    free(dump);
    int status = cli_print(options, &text);
    cw_text_free(&text);
    return status;
}

json_t *cli_people_rows(size_t count, json_t *(*row)(const void *context, size_t index),
                        const void *context) {
    json_t *rows = json_array();
    for (size_t i = 0; rows != NULL && i < count; i++) {
        if (json_array_append_new(rows, row(context, i)) == 0) continue;
        json_decref(rows);
        rows = NULL;
    }
    return rows;
}

json_t *cli_people_number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *cli_people_clock(cw_time time) {
    char text[CW_TIME_TEXT];
    return json_string(cw_time_format(time, text));
}

double cli_people_bearing(double deg) {
    return deg < 0.0 ? deg + 360.0 : deg;
}

void cli_people_place(json_t *row, const cw_track *track, cw_time time) {
    cw_track_state state = {.at = {NAN, NAN}};
    size_t before = cw_track_before(track, time);
    if (!cw_track_at(track, time, &state))
        state.at = before != SIZE_MAX ? cw_track_fix_at(track, before).at : (cw_position){NAN, NAN};
    json_object_set_new(row, "lat_deg", cli_people_number(state.at.lat_deg));
    json_object_set_new(row, "lon_deg", cli_people_number(state.at.lon_deg));
}
