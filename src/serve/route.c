/* SPDX-License-Identifier: Apache-2.0 */
/* Which handler answers a path. The path is taken as it came and parted at its slashes first, then
 * each piece is decoded: a "%2F" is part of a name and never parts a path. */
#include "room.h"

#include <string.h>

static const route *const tables[] = {routes_session, routes_users, routes_situation, routes_events,
                                      routes_jobs,    routes_near,  routes_record,    routes_sea,
                                      routes_page,    routes_files, routes_about,     routes_alarms,
                                      routes_verify,  routes_queue};
enum { TABLES = sizeof tables / sizeof tables[0] };

void route_each(void (*sink)(void *context, const route *r), void *context) {
    for (size_t t = 0; t < TABLES; t++) {
        for (const route *r = tables[t]; r->path != NULL; r++) sink(context, r);
    }
}

static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *percent_decode(const char *text, size_t length, bool query, cw_arena *arena) {
    char *out = cw_arena_alloc(arena, length + 1);
    size_t n = 0;
    for (size_t i = 0; out != NULL && i < length; i++) {
        int c = (unsigned char)text[i];
        if (c == '%') {
            if (i + 2 >= length || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return NULL;
            c = hex(text[i + 1]) * 16 + hex(text[i + 2]);
            i += 2;
        } else if (query && c == '+') {
            c = ' ';
        }
        if (c < 0x20 || c == 0x7f) return NULL;
        out[n++] = (char)c;
    }
    return out;
}

/* "{id}" takes any piece that is not empty and no way upwards; "{path*}" all pieces that are left.
 */
static bool take_value(const char *piece, size_t length, cw_arena *arena, char **value) {
    *value = percent_decode(piece, length, false, arena);
    return *value != NULL && **value != '\0' && strcmp(*value, ".") != 0
           && strcmp(*value, "..") != 0;
}

static bool matches(const route *r, const char *path, cw_arena *arena,
                    char *values[MOST_PATH_VALUES]) {
    const char *want = r->path;
    size_t count = 0;
    for (;;) {
        size_t w = strcspn(want, "/"), p = strcspn(path, "/");
        if (w > 2 && want[w - 2] == '*')
            return take_value(path, strlen(path), arena, &values[count]);
        if (w > 0 && want[0] == '{') {
            if (count == MOST_PATH_VALUES || !take_value(path, p, arena, &values[count++]))
                return false;
        } else if (w != p || strncmp(want, path, w) != 0) {
            return false;
        }
        if (want[w] == '\0' || path[p] == '\0') return want[w] == path[p];
        want += w + 1;
        path += p + 1;
    }
}

const route *route_find(const char *method, const char *path, cw_arena *arena,
                        char *values[MOST_PATH_VALUES], unsigned *status) {
    if (strcmp(method, "HEAD") == 0) method = "GET";
    *status = MHD_HTTP_NOT_FOUND;
    for (size_t t = 0; t < TABLES; t++) {
        for (const route *r = tables[t]; r->path != NULL; r++) {
            if (!matches(r, path, arena, values)) continue;
            if (strcmp(r->method, method) == 0) return r;
            *status = MHD_HTTP_METHOD_NOT_ALLOWED;
        }
    }
    return NULL;
}
