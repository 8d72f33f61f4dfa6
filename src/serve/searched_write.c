/* SPDX-License-Identifier: Apache-2.0 */
/* A result file, written by libyaml with every value between quotes: no text of a request can
 * become anything but a value. */
#include "searched.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

typedef struct writer {
    yaml_emitter_t emitter;
    bool good;
} writer;

/* Takes the event, also when it cannot be written. */
static void emit(writer *w, yaml_event_t *event, int made) {
    if (!made)
        w->good = false;
    else if (!w->good)
        yaml_event_delete(event);
    else
        w->good = yaml_emitter_emit(&w->emitter, event) == 1;
}

static void put_text(writer *w, const char *text, yaml_scalar_style_t style) {
    yaml_event_t event;
    int made = yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text,
                                            (int)strlen(text), 1, 1, style);
    emit(w, &event, made);
}

static void put_key(writer *w, const char *key) {
    put_text(w, key, YAML_PLAIN_SCALAR_STYLE);
}

static void put(writer *w, const char *key, const char *value) {
    put_key(w, key);
    put_text(w, value, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

static void put_number(writer *w, const char *key, double value, const char *unit) {
    char text[64];
    snprintf(text, sizeof text, "%.6f%s", value, unit);
    put(w, key, text);
}

static void put_time(writer *w, const char *key, cw_time time) {
    char text[CW_TIME_TEXT];
    put(w, key, cw_time_format(time, text));
}

static void open_mapping(writer *w, const char *key) {
    yaml_event_t event;
    if (key != NULL) put_key(w, key);
    int made = yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
    emit(w, &event, made);
}

static void close_mapping(writer *w) {
    yaml_event_t event;
    int made = yaml_mapping_end_event_initialize(&event);
    emit(w, &event, made);
}

static void put_id(writer *w, unsigned plan, size_t number) {
    char text[48];
    snprintf(text, sizeof text, "P%u-%zu", plan, number);
    put(w, "id", text);
}

/* The plan is named by its place beside this file's folder, so that the whole home may move. */
static void put_done(writer *w, unsigned plan, size_t number, const search_done *d) {
    char text[48];
    open_mapping(w, NULL);
    put_id(w, plan, number);
    put(w, "unit", d->unit);
    put(w, "returned", d->returned ? "yes" : "no");
    open_mapping(w, "conditions");
    put_number(w, "visibility", d->visibility_m, " m");
    put_number(w, "wind", d->wind_mps, " m/s");
    put_number(w, "wave_height", d->wave_height_m, " m");
    close_mapping(w);
    open_mapping(w, "pattern");
    snprintf(text, sizeof text, "../%u/files/plan.json", plan);
    put(w, "plan", text);
    snprintf(text, sizeof text, "%zu", d->area);
    if (d->area > 0) put(w, "area", text);
    if (!d->whole) put_time(w, "until", d->until);
    close_mapping(w);
    close_mapping(w);
}

static void put_seen(writer *w, unsigned plan, size_t number, const thing_seen *s) {
    char text[64];
    open_mapping(w, NULL);
    put_id(w, plan, number);
    open_mapping(w, "sighting");
    put(w, "what", s->what);
    snprintf(text, sizeof text, "%.6f, %.6f", s->at.lat_deg, s->at.lon_deg);
    put(w, "position", text);
    put_number(w, "radius", s->radius_m, " m");
    put_time(w, "time", s->time);
    snprintf(text, sizeof text, "%.6g", s->related);
    put(w, "related", text);
    if (s->background_m > 0.0) put_number(w, "background_radius", s->background_m, " m");
    close_mapping(w);
    close_mapping(w);
}

static void begin(writer *w) {
    yaml_event_t event;
    emit(w, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(w, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    open_mapping(w, NULL);
    put_key(w, "results");
    emit(w, &event,
         yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

static void end(writer *w) {
    yaml_event_t event;
    emit(w, &event, yaml_sequence_end_event_initialize(&event));
    close_mapping(w);
    emit(w, &event, yaml_document_end_event_initialize(&event, 1));
    emit(w, &event, yaml_stream_end_event_initialize(&event));
}

static int take_bytes(void *context, unsigned char *bytes, size_t size) {
    cw_text *to = context;
    cw_text_add_bytes(to, (const char *)bytes, size);
    return !to->failed;
}

bool searched_write(unsigned plan, const search_done *done, size_t done_count,
                    const thing_seen *seen, size_t seen_count, cw_text *to, cw_error *err) {
    writer w = {.good = true};
    if (!yaml_emitter_initialize(&w.emitter)) return cw_fail_memory(err);
    yaml_emitter_set_output(&w.emitter, take_bytes, to);
    yaml_emitter_set_unicode(&w.emitter, 1);
    begin(&w);
    for (size_t i = 0; i < done_count; i++) put_done(&w, plan, i + 1, &done[i]);
    for (size_t i = 0; i < seen_count; i++) put_seen(&w, plan, done_count + i + 1, &seen[i]);
    end(&w);
    yaml_emitter_delete(&w.emitter);
    return w.good || cw_fail_memory(err);
}
