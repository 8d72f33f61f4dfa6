/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as {"plan": .., "body": ..}: what was searched of a plan is refused with a sentence, or
 * becomes a file of results that libyaml reads again, in which nothing but a value came of a text:
 * one document, and not one tag, anchor or alias. */
#include "serve/searched.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_plain(const yaml_event_t *e) {
    switch (e->type) {
    case YAML_ALIAS_EVENT:
        return false;
    case YAML_SCALAR_EVENT:
        return e->data.scalar.anchor == NULL && e->data.scalar.tag == NULL;
    case YAML_MAPPING_START_EVENT:
        return e->data.mapping_start.anchor == NULL && e->data.mapping_start.tag == NULL;
    case YAML_SEQUENCE_START_EVENT:
        return e->data.sequence_start.anchor == NULL && e->data.sequence_start.tag == NULL;
    default:
        return true;
    }
}

static void read_again(const char *text) {
    yaml_parser_t parser;
    yaml_event_t event;
    size_t documents = 0;
    if (!yaml_parser_initialize(&parser)) return;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
    for (bool more = true; more; yaml_event_delete(&event)) {
        if (!yaml_parser_parse(&parser, &event) || !is_plain(&event)) abort();
        documents += event.type == YAML_DOCUMENT_START_EVENT;
        more = event.type != YAML_STREAM_END_EVENT;
    }
    if (documents != 1) abort();
    yaml_parser_delete(&parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    json_t *o = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    cw_arena *arena = cw_arena_create();
    if (o != NULL && arena != NULL) {
        const char *text =
            searched_text(1, json_object_get(o, "plan"), json_object_get(o, "body"), arena, &err);
        if (text == NULL && err.code == CW_OK) abort();
        if (text != NULL) read_again(text);
    }
    cw_arena_destroy(arena);
    json_decref(o);
    return 0;
}
