/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Schema as far as openapi.json goes. */
#include "schema.h"

#include <stdlib.h>
#include <string.h>

/* "#/components/schemas/NAME" */
static json_t *resolve(json_t *description, json_t *schema) {
    const char *name = json_string_value(json_object_get(schema, "$ref"));
    if (name == NULL) return schema;
    json_t *all = json_object_get(json_object_get(description, "components"), "schemas");
    return json_object_get(all, strrchr(name, '/') + 1);
}

/* ---- checking ---------------------------------------------------------------------------------
 */

static bool is_type(const char *type, const json_t *v) {
    return strcmp(type, "null") == 0      ? json_is_null(v)
           : strcmp(type, "boolean") == 0 ? json_is_boolean(v)
           : strcmp(type, "integer") == 0 ? json_is_integer(v)
           : strcmp(type, "number") == 0  ? json_is_number(v)
           : strcmp(type, "string") == 0  ? json_is_string(v)
           : strcmp(type, "array") == 0   ? json_is_array(v)
                                          : json_is_object(v);
}

static bool type_holds(const json_t *type, const json_t *v) {
    size_t i;
    json_t *one;
    if (type == NULL) return true;
    if (json_is_string(type)) return is_type(json_string_value(type), v);
    json_array_foreach(type, i, one) {
        if (is_type(json_string_value(one), v)) return true;
    }
    return false;
}

static bool enum_holds(const json_t *allowed, json_t *v) {
    size_t i;
    json_t *one;
    if (allowed == NULL) return true;
    json_array_foreach(allowed, i, one) {
        if (json_equal(one, v)) return true;
    }
    return false;
}

static bool members_hold(json_t *description, json_t *schema, json_t *v, cw_text *why) {
    json_t *members = json_object_get(schema, "properties"), *inner, *name;
    json_t *needed = json_object_get(schema, "required");
    const char *key;
    size_t i;
    json_array_foreach(needed, i, name) {
        if (json_object_get(v, json_string_value(name)) != NULL) continue;
        cw_text_add(why, " lacks %s", json_string_value(name));
        return false;
    }
    json_object_foreach(v, key, inner) {
        json_t *of = json_object_get(members, key);
        if (of == NULL && json_is_false(json_object_get(schema, "additionalProperties"))) {
            cw_text_add(why, " has %s", key);
            return false;
        }
        if (of != NULL && !schema_holds(description, of, inner, why)) {
            cw_text_add(why, " in %s", key);
            return false;
        }
    }
    return true;
}

bool schema_holds(json_t *description, json_t *schema, json_t *v, cw_text *why) {
    size_t i;
    json_t *inner;
    schema = resolve(description, schema);
    json_array_foreach(json_object_get(schema, "allOf"), i, inner) {
        if (!schema_holds(description, inner, v, why)) return false;
    }
    if (!type_holds(json_object_get(schema, "type"), v)
        || !enum_holds(json_object_get(schema, "enum"), v)) {
        char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
        cw_text_add(why, " %.80s is of another type", text);
        free(text);
        return false;
    }
    json_t *items = json_object_get(schema, "items");
    if (items != NULL && json_is_array(v)) {
        json_array_foreach(v, i, inner) {
            if (!schema_holds(description, items, inner, why)) return false;
        }
    }
    return !json_is_object(v) || members_hold(description, schema, v, why);
}

/* ---- making -----------------------------------------------------------------------------------
 */

static uint32_t draw(uint64_t *seed) {
    uint32_t bits[4];
    cw_random_bits((cw_draw){.seed = *seed, .purpose = CW_DRAW_TEST}, bits);
    *seed = (uint64_t)bits[0] << 32 | bits[1];
    return bits[2];
}

static json_t *any_text(uint64_t *seed) {
    static const char *const texts[] = {"",
                                        "GN-7",
                                        "aboard",
                                        "33 people in the water 51 09N 001 50E",
                                        "../../x",
                                        "Dover",
                                        "\xC3\xA9t\xC3\xA9",
                                        "2021-11-24T03:00Z",
                                        "' OR 1=1 --",
                                        "<script>alert(1)</script>",
                                        "%s%n",
                                        "-1",
                                        "0f",
                                        "officer",
                                        "plan",
                                        "dover-2021-11-24",
                                        "a\nb;c"};
    if (draw(seed) % 16 == 0) return json_stringn("nul\0within", 10);
    if (draw(seed) % 16 == 0) {
        char *longer = calloc(1, 3000);
        memset(longer, 'x', 2999);
        json_t *text = json_string(longer);
        free(longer);
        return text;
    }
    return json_string(texts[draw(seed) % (sizeof texts / sizeof texts[0])]);
}

static json_t *any_value(uint64_t *seed) {
    static const double numbers[] = {0.0, -1.0, 1e308, 33.0, 0.5, 1e-300, -9999999.0};
    switch (draw(seed) % 7) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(draw(seed) % 2);
    case 2:
        return json_real(numbers[draw(seed) % 7]);
    case 3:
        return json_integer((json_int_t)draw(seed) - INT32_MAX);
    case 4:
        return json_pack("[o,o]", any_text(seed), any_text(seed));
    case 5:
        return json_pack("{s:o}", "a", any_text(seed));
    default:
        return any_text(seed);
    }
}

static json_t *make(json_t *description, json_t *schema, uint64_t *seed, bool broken);

static bool is_needed(json_t *schema, const char *key) {
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(schema, "required"), i, name) {
        if (strcmp(json_string_value(name), key) == 0) return true;
    }
    return false;
}

static json_t *make_object(json_t *description, json_t *schema, uint64_t *seed, bool broken) {
    json_t *o = json_object(), *of;
    const char *key;
    json_object_foreach(json_object_get(schema, "properties"), key, of) {
        if (draw(seed) % 4 != 0 && !is_needed(schema, key)) continue;
        json_object_set_new(o, key, make(description, of, seed, broken));
    }
    static const char *const words[] = {"reason",    "kind",        "count",  "source", "alive",
                                        "unit",      "to",          "number", "phase",  "offer",
                                        "message",   "who",         "into",   "from",   "officer",
                                        "exception", "unaccounted", "alias",  "share"};
    bool closed = json_is_false(json_object_get(schema, "additionalProperties"));
    for (unsigned n = closed && !broken ? 0 : draw(seed) % 4; n > 0; n--)
        json_object_set_new(o, words[draw(seed) % (sizeof words / sizeof words[0])],
                            any_value(seed));
    return o;
}

static json_t *make(json_t *description, json_t *schema, uint64_t *seed, bool broken) {
    schema = resolve(description, schema);
    json_t *type = json_object_get(schema, "type"), *allowed = json_object_get(schema, "enum");
    if (broken && draw(seed) % 3 == 0) return any_value(seed);
    if (allowed != NULL)
        return json_incref(json_array_get(allowed, draw(seed) % json_array_size(allowed)));
    if (json_is_array(type)) type = json_array_get(type, draw(seed) % json_array_size(type));
    const char *name = json_string_value(type);
    if (name == NULL) return any_value(seed);
    if (strcmp(name, "object") == 0) return make_object(description, schema, seed, broken);
    if (strcmp(name, "array") == 0)
        return json_pack("[o]", json_object_get(schema, "items") != NULL ? make(
                                    description, json_object_get(schema, "items"), seed, broken)
                                                                         : any_text(seed));
    if (strcmp(name, "integer") == 0) return json_integer(draw(seed) % 50);
    if (strcmp(name, "number") == 0) return json_real(draw(seed) % 100 / 2.0);
    if (strcmp(name, "boolean") == 0) return json_boolean(draw(seed) % 2);
    return strcmp(name, "null") == 0 ? json_null() : any_text(seed);
}

json_t *schema_make(json_t *description, json_t *schema, uint64_t seed, bool broken) {
    return make(description, schema, &seed, broken);
}
