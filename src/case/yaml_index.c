/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case file comes from outside and is read twice. This first pass goes over libyaml's events
 * only: it builds no values, so that a file made to blow up (aliases of aliases, thousands of open
 * brackets) costs no more than its own length, and is refused in one sentence.
 *
 * What it keeps is a tree of nodes (parent, key or number, line). Errors that are found later, when
 * a value makes no sense, ask it for the line of a path such as "units[2].endurance". A node costs
 * 32 bytes; paths are not stored, since a long key above many children would multiply.
 */
#include "yaml_index.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

typedef struct node {
    uint32_t parent, line;
    uint32_t number;   /* place in a sequence */
    uint32_t children; /* so far; keys of a mapping, entries of a sequence */
    const char *key;   /* NULL in a sequence */
    bool mapping;
} node;

struct yaml_index {
    cw_arena *keys;
    node *nodes;
    size_t count, capacity;
};

typedef struct walk {
    yaml_index *index;
    const char *name;
    cw_error *err;
    uint32_t open[YAML_MOST_DEPTH]; /* nodes of the collections that are open */
    size_t depth;
    const char *key; /* read, its value comes next */
    uint32_t key_line;
    size_t documents;
    bool ended;
} walk;

static uint32_t line_of(yaml_mark_t mark) {
    return (uint32_t)mark.line + 1;
}

static bool refuse(walk *w, size_t line, const char *sentence) {
    return cw_fail(w->err, CW_ERR_INPUT, "%s, line %zu: %s", w->name, line, sentence);
}

static bool add_node(walk *w, uint32_t line, bool mapping) {
    yaml_index *index = w->index;
    bool room = cw_grow(&index->nodes, &index->capacity, index->count + 1);
    if (!room || index->nodes == NULL) return cw_fail_memory(w->err);
    node *parent = w->depth > 0 ? &index->nodes[w->open[w->depth - 1]] : NULL;
    node added = {.line = line, .mapping = mapping, .key = w->key};
    added.parent = parent != NULL ? w->open[w->depth - 1] : UINT32_MAX;
    if (parent != NULL) added.number = parent->children++;
    if (w->key != NULL) added.line = w->key_line;
    index->nodes[index->count++] = added;
    w->key = NULL;
    return true;
}

static bool awaits_key(const walk *w) {
    const node *nodes = w->index->nodes; /* none before the first collection is opened */
    return nodes != NULL && w->depth > 0 && w->key == NULL && nodes[w->open[w->depth - 1]].mapping;
}

/* A key may stand once in its mapping: a second one would silently replace the first. Mappings of
 * a case have a few keys, so that looking through them costs nothing; many are refused. */
static bool key_is_new(walk *w, const char *key, uint32_t line) {
    enum { MOST_KEYS = 256 };
    const yaml_index *index = w->index;
    uint32_t parent = w->open[w->depth - 1];
    if (index->nodes[parent].children >= MOST_KEYS) {
        return refuse(w, line, "there are too many fields in one place");
    }
    uint32_t left = index->nodes[parent].children;
    for (size_t i = index->count; left > 0 && i-- > parent;) {
        if (index->nodes[i].parent != parent) continue;
        left--;
        if (strcmp(index->nodes[i].key, key) != 0) continue;
        return cw_fail(w->err, CW_ERR_INPUT,
                       "%s, line %u, %s: this field is given twice (first on line %u)", w->name,
                       line, key, index->nodes[i].line);
    }
    return true;
}

static bool take_key(walk *w, const yaml_event_t *event) {
    const char *key = (const char *)event->data.scalar.value;
    uint32_t line = line_of(event->start_mark);
    if (event->data.scalar.length == 0 || event->data.scalar.length > YAML_MOST_KEY
        || strpbrk(key, ".[]\n\t") != NULL) {
        return refuse(w, line, "a field's name must be a plain word of at most 64 characters");
    }
    if (!key_is_new(w, key, line)) return false;
    w->key = cw_arena_strdup(w->index->keys, key);
    w->key_line = line;
    return w->key != NULL || cw_fail_memory(w->err);
}

static bool take_scalar(walk *w, const yaml_event_t *event) {
    uint32_t line = line_of(event->start_mark);
    if (event->data.scalar.anchor != NULL) {
        return refuse(w, line, "anchors (&name) and aliases (*name) are not accepted in a case");
    }
    if (event->data.scalar.tag != NULL) return refuse(w, line, "tags (!name) are not accepted");
    if (memchr(event->data.scalar.value, 0, event->data.scalar.length) != NULL) {
        return refuse(w, line, "there is a zero character in this value");
    }
    return awaits_key(w) ? take_key(w, event) : add_node(w, line, false);
}

static bool open_collection(walk *w, const yaml_event_t *event, bool mapping, bool marked) {
    uint32_t line = line_of(event->start_mark);
    if (marked) {
        return refuse(w, line,
                      "anchors (&name), aliases (*name) and tags (!name) are not accepted "
                      "in a case");
    }
    if (awaits_key(w)) return refuse(w, line, "a field's name must be a plain word");
    if (w->depth == YAML_MOST_DEPTH) {
        return refuse(w, line, "fields are nested more than 32 deep");
    }
    if (!add_node(w, line, mapping)) return false;
    w->open[w->depth++] = (uint32_t)(w->index->count - 1);
    return true;
}

static bool open_mapping(walk *w, const yaml_event_t *event) {
    bool marked = event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
    return open_collection(w, event, true, marked);
}

static bool open_sequence(walk *w, const yaml_event_t *event) {
    bool marked =
        event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL;
    return open_collection(w, event, false, marked);
}

static bool take_event(walk *w, const yaml_event_t *event) {
    uint32_t line = line_of(event->start_mark);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return take_scalar(w, event);
    case YAML_MAPPING_START_EVENT:
        return open_mapping(w, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_sequence(w, event);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        w->depth--;
        return true;
    case YAML_ALIAS_EVENT:
        return refuse(w, line, "aliases (*name) are not accepted in a case");
    case YAML_DOCUMENT_START_EVENT:
        if (w->documents++ == 0) return true;
        return refuse(w, line, "there is more than one document in the file");
    case YAML_STREAM_END_EVENT:
        w->ended = true;
        return true;
    default:
        return true;
    }
}

static bool parser_failed(walk *w, const yaml_parser_t *parser) {
    if (parser->error == YAML_MEMORY_ERROR) return cw_fail_memory(w->err);
    const char *problem =
        parser->problem != NULL ? parser->problem : CW_SAID("the text cannot be read");
    size_t line = parser->problem_mark.line;
    if (parser->error == YAML_READER_ERROR) { /* has no mark; counts bytes */
        return cw_fail(w->err, CW_ERR_INPUT, "%s, byte %zu: not readable as text (%s)", w->name,
                       parser->problem_offset, problem);
    }
    return cw_fail(w->err, CW_ERR_INPUT, "%s, line %zu: not YAML (%s)", w->name, line + 1, problem);
}

static bool walk_events(walk *w, yaml_parser_t *parser) {
    while (!w->ended) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) return parser_failed(w, parser);
        bool good = take_event(w, &event);
        yaml_event_delete(&event);
        if (!good) return false;
    }
    if (w->index->count > 0) return true;
    return cw_fail(w->err, CW_ERR_INPUT, "%s: the file is empty", w->name);
}

yaml_index *yaml_index_create(const char *text, size_t length, const char *name, cw_error *err) {
    if (length > YAML_MOST_BYTES) {
        cw_fail(err, CW_ERR_INPUT, "%s: the file is larger than 1 MiB, too large for a case", name);
        return NULL;
    }
    yaml_parser_t parser;
    yaml_index *index = calloc(1, sizeof *index);
    if (index != NULL) index->keys = cw_arena_create();
    if (index == NULL || index->keys == NULL || !yaml_parser_initialize(&parser)) {
        yaml_index_destroy(index);
        cw_fail_memory(err);
        return NULL;
    }
    walk w = {.index = index, .name = name, .err = err};
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    bool good = walk_events(&w, &parser);
    yaml_parser_delete(&parser);
    if (good) return index;
    yaml_index_destroy(index);
    return NULL;
}

void yaml_index_destroy(yaml_index *index) {
    if (index == NULL) return;
    cw_arena_destroy(index->keys);
    free(index->nodes);
    free(index);
}

/* The child of `parent` that the next piece of the path names; moves *path behind it. */
static size_t find_child(const yaml_index *index, uint32_t parent, const char **path) {
    bool entry = **path == '[';
    size_t length = entry ? strcspn(*path, "]") + 1 : strcspn(*path, ".[");
    unsigned long number = entry ? strtoul(*path + 1, NULL, 10) : 0;
    const char *key = *path;
    *path += length;
    if (**path == '.') (*path)++;
    for (size_t i = parent + 1; i < index->count; i++) {
        const node *n = &index->nodes[i];
        if (n->parent != parent) continue;
        if (entry ? n->key == NULL && n->number == number
                  : n->key != NULL && strlen(n->key) == length && strncmp(n->key, key, length) == 0)
            return i;
    }
    return SIZE_MAX;
}

size_t yaml_index_line(const yaml_index *index, const char *path) {
    if (index->count == 0) return 0;
    size_t at = 0;
    while (*path != '\0') {
        size_t child = find_child(index, (uint32_t)at, &path);
        if (child == SIZE_MAX) break;
        at = child;
    }
    return index->nodes[at].line;
}
