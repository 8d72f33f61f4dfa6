/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a case is driven by: each source that it names, what that holds, and whether all of it
 * together will do. The last is not guessed from the sources' edges: the case's own scene is made
 * of them, as each drift begins, and what stands in the way is said.
 */
#include "forcing_case.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUANTITIES = 4 };

static const cw_quantity_spec *spec_of(const cw_case *c, int quantity) {
    const cw_quantity_spec *const all[QUANTITIES] = {&c->current, &c->wind, &c->stokes,
                                                     &c->temperature};
    return all[quantity];
}

/* A file without its folders; an address as it is. */
static const char *name_of(const cw_source_spec *s) {
    const char *slash = s->path != NULL ? strrchr(s->path, '/') : NULL;
    if (s->path == NULL) return "";
    return slash != NULL && strstr(s->path, "://") == NULL ? slash + 1 : s->path;
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static json_t *limit_json(cw_time time) {
    char text[CW_TIME_TEXT];
    bool none = time == INT64_MIN || time == INT64_MAX;
    return none ? json_null() : json_string(cw_time_format(time, text));
}

static json_t *coverage_json(const cw_coverage *c) {
    return json_pack("{s:o,s:o,s:I,s:f,s:f,s:I,s:[f,f,f,f],s:s,s:s,s:s}", "first",
                     limit_json(c->first), "last", limit_json(c->last), "times",
                     (json_int_t)c->time_count, "step_s", c->step_s, "spacing_m", c->spacing_m,
                     "nodes", (json_int_t)c->node_count, "box", c->box.south_deg, c->box.west_deg,
                     c->box.north_deg, c->box.east_deg, "grid", c->kind, "variables", c->variables,
                     "notes", c->notes);
}

static json_t *value_json(const cw_source_spec *s, cw_quantity quantity) {
    if (quantity == CW_WATER_TEMPERATURE) return json_pack("{s:f}", "celsius", s->value.east);
    double toward = atan2(s->value.east, s->value.north) * 180.0 / CW_PI;
    return json_pack("{s:f,s:f}", "speed_mps", hypot(s->value.east, s->value.north), "toward_deg",
                     toward < 0.0 ? toward + 360.0 : toward);
}

static json_t *source_json(const cw_source_spec *s, cw_quantity quantity) {
    static const char *const kinds[] = {"constant", "tide", "file"};
    cw_error wrong = {0};
    cw_coverage covered;
    json_t *o = json_pack("{s:s,s:s}", "kind", kinds[s->kind], "name", name_of(s));
    if (s->kind == CW_SOURCE_CONSTANT) {
        json_object_set_new(o, "value", value_json(s, quantity));
        return o;
    }
    cw_source *source = cw_case_source(s, quantity, &wrong);
    if (source == NULL) {
        json_object_set_new(o, "error", json_string(wrong.message));
        json_object_set_new(o, "error_fr", json_string(wrong.french));
        return o;
    }
    cw_source_coverage(source, &covered);
    json_object_set_new(o, "holds", coverage_json(&covered));
    cw_source_destroy(source);
    return o;
}

static json_t *quantity_json(const cw_case *c, int quantity) {
    static const char *const beyond[] = {"error", "hold", "zero"};
    const cw_quantity_spec *q = spec_of(c, quantity);
    json_t *sources = json_array();
    for (size_t i = 0; i < q->source_count; i++)
        json_array_append_new(sources, source_json(&q->sources[i], (cw_quantity)quantity));
    return json_pack("{s:s,s:s,s:f,s:o}", "quantity", cw_quantity_name((cw_quantity)quantity),
                     "beyond", beyond[q->beyond], "std_mps", q->std_mps, "sources", sources);
}

static json_t *case_json(const cw_case *c, const cw_error *wrong) {
    char first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    json_t *list = json_array();
    for (int k = 0; k < QUANTITIES; k++) json_array_append_new(list, quantity_json(c, k));
    return json_pack("{s:s,s:s,s:s,s:b,s:s?,s:o}", "case", c->name, "from",
                     cw_time_format(c->drift.from, first), "to", cw_time_format(c->drift.to, last),
                     "will_do", wrong->message[0] == '\0', "why",
                     wrong->message[0] != '\0' ? wrong->message : NULL, "environment", list);
}

/* ---- the page ---------------------------------------------------------------------------------
 */

static void add_times(const cli_options *o, const cw_coverage *c, cw_text *text) {
    char first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    if (c->time_count == 0) return;
    cw_text_add(text, cli_say(o, ", %s to %s", ", de %s à %s"), cw_time_format(c->first, first),
                cw_time_format(c->last, last));
}

/* A wind by where it comes from, a current by where it goes, as seamen say them. */
static void add_constant(const cli_options *o, const cw_source_spec *s, cw_quantity quantity,
                         cw_text *text) {
    char number[CW_NUMBER_TEXT];
    if (quantity == CW_WATER_TEMPERATURE) {
        cw_text_add(text, "  %s °C\n", cw_language_number(o->language, s->value.east, 1, number));
        return;
    }
    double sign = quantity == CW_WIND ? -1.0 : 1.0;
    double deg = atan2(sign * s->value.east, sign * s->value.north) * 180.0 / CW_PI;
    double knots = cw_mps_to_knots(hypot(s->value.east, s->value.north));
    cw_text_add(text, "  %s %s %s %03.0f°\n", cw_language_number(o->language, knots, 1, number),
                cli_say(o, "kn", "nd"),
                quantity == CW_WIND ? cli_say(o, "from", "du") : cli_say(o, "toward", "vers"),
                fmod(round(deg) + 360.0, 360.0));
}

static void add_source(const cli_options *o, const cw_source_spec *s, cw_quantity quantity,
                       cw_text *text) {
    cw_error wrong = {0};
    cw_coverage covered;
    if (s->kind == CW_SOURCE_CONSTANT) {
        add_constant(o, s, quantity, text);
        return;
    }
    cw_source *source = cw_case_source(s, quantity, &wrong);
    const char *name = name_of(s);
    cw_text_add(text, "  %s",
                name[0] != '\0' ? name
                                : cli_say(o, "bundled tidal streams", "courants de marée fournis"));
    if (source == NULL) {
        cw_text_add(text, cli_say(o, " will not do: %s\n", " ne convient pas : %s\n"),
                    cw_error_text(&wrong, o->language));
        return;
    }
    cw_source_coverage(source, &covered);
    if (covered.node_count > 0)
        cw_text_add(text, cli_say(o, ": %s, %zu nodes", " : %s, %zu nœuds"), covered.kind,
                    covered.node_count);
    add_times(o, &covered, text);
    cw_text_add(text, "\n");
    cw_source_destroy(source);
}

static void add_quantity(const cli_options *o, const cw_case *c, int quantity, cw_text *text) {
    static const char *const words[QUANTITIES][2] = {{"current", "courant"},
                                                     {"wind", "vent"},
                                                     {"Stokes drift", "dérive de Stokes"},
                                                     {"water temperature", "température de l'eau"}};
    const cw_quantity_spec *q = spec_of(c, quantity);
    cw_text_add(text, "%s\n", cli_say(o, words[quantity][0], words[quantity][1]));
    for (size_t i = 0; i < q->source_count; i++)
        add_source(o, &q->sources[i], (cw_quantity)quantity, text);
    if (q->source_count == 0) cw_text_add(text, "  %s\n", cli_say(o, "not given", "non donné"));
}

static void add_page(const cli_options *o, const cw_case *c, cw_text *text) {
    char first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    cw_text_add(text, cli_say(o, "%s: adrift from %s to %s\n", "%s : à la dérive du %s au %s\n"),
                c->name, cw_time_format(c->drift.from, first), cw_time_format(c->drift.to, last));
    for (int k = 0; k < QUANTITIES; k++) add_quantity(o, c, k, text);
}

/* ---- the verb ---------------------------------------------------------------------------------
 */

bool cli_is_case(const char *path) {
    size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".yaml") == 0;
}

static void check(const cw_case *c, const cli_options *options, cw_error *wrong) {
    char cache[1024];
    cw_scene *scene =
        cw_scene_create(c, cli_cache_directory(cache), options->threads, NULL, NULL, wrong);
    cw_scene_destroy(scene);
}

static bool add_json(const cw_case *c, const cw_error *wrong, cw_text *text, cw_error *err) {
    json_t *root = case_json(c, wrong);
    char *dump = root != NULL ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(root);
    if (dump != NULL) cw_text_add(text, "%s\n", dump);
    free(dump);
    return (dump != NULL && !text->failed) || cw_fail_memory(err);
}

/* What it is driven by, then what stands in the way, if anything does. */
static int tell(const cli_options *options, const cw_case *c, cw_error *wrong, cw_text *text) {
    cw_error err = {0};
    bool will_do = wrong->message[0] == '\0';
    if (options->json && !add_json(c, wrong, text, &err)) return cli_fail(options, &err);
    if (!options->json) add_page(options, c, text);
    if (will_do && !options->json)
        cw_text_add(text, "%s\n",
                    cli_say(options, "It will do: a drift can be made of it.",
                            "Cela convient : on peut en faire une dérive."));
    int status = cli_print(options, text);
    if (status != CW_OK || will_do) return status;
    wrong->code = CW_NO;
    return cli_fail(options, wrong);
}

int cli_forcing_case(const cli_options *options) {
    cw_error err = {0}, wrong = {0};
    cw_text text = {0};
    cw_case *c = cw_case_load(options->arguments[0], &err);
    if (c == NULL) return cli_fail(options, &err);
    check(c, options, &wrong);
    int status = tell(options, c, &wrong, &text);
    cw_text_free(&text);
    cw_case_destroy(c);
    return status;
}
