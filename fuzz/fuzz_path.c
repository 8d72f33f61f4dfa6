/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the path of a request: a route whose values hold no control sign and lead nowhere
 * else, or none. The first byte chooses the method. */
#include <serve/room.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const char *value) {
    if (value == NULL) return;
    if (value[0] == '\0' || strcmp(value, ".") == 0 || strcmp(value, "..") == 0) abort();
    for (const char *c = value; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const methods[] = {"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"};
    char path[4096], *values[MOST_PATH_VALUES] = {NULL};
    unsigned status = 0;
    if (size < 1 || size > sizeof path) return 0;
    memcpy(path, data + 1, size - 1);
    path[size - 1] = '\0';
    cw_arena *arena = cw_arena_create();
    if (arena == NULL) return 0;
    const route *found = route_find(methods[data[0] % (sizeof methods / sizeof methods[0])], path,
                                    arena, values, &status);
    if (found == NULL && status != MHD_HTTP_NOT_FOUND && status != MHD_HTTP_METHOD_NOT_ALLOWED)
        abort();
    if (found != NULL) {
        for (size_t i = 0; i < MOST_PATH_VALUES; i++) check_value(values[i]);
    }
    cw_arena_destroy(arena);
    return 0;
}
