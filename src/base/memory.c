/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory: an arena for the many small pieces of a case (freed together), aligned arrays for the
 * numeric columns, growable arrays and growable text for what is read and written piece by piece.
 */
#include <crosswatch/base.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16384, PIECE_ALIGNMENT = 16, COLUMN_ALIGNMENT = 64 };

typedef struct block {
    struct block *next;
    size_t used, size;
    /* the bytes follow, aligned */
} block;

struct cw_arena {
    block *blocks;
};

static size_t round_up(size_t size, size_t multiple) {
    return (size + multiple - 1) / multiple * multiple;
}

cw_arena *cw_arena_create(void) {
    return calloc(1, sizeof(cw_arena));
}

void cw_arena_destroy(cw_arena *arena) {
    if (arena == NULL) return;
    for (block *b = arena->blocks; b != NULL;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}

void *cw_arena_alloc(cw_arena *arena, size_t size) {
    const size_t head = round_up(sizeof(block), PIECE_ALIGNMENT);
    if (arena == NULL || size > SIZE_MAX / 2 - head) return NULL;
    size = round_up(size > 0 ? size : 1, PIECE_ALIGNMENT);
    block *b = arena->blocks;
    if (b == NULL || b->size - b->used < size) {
        size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
        b = aligned_alloc(PIECE_ALIGNMENT, round_up(head + room, PIECE_ALIGNMENT));
        if (b == NULL) return NULL;
        *b = (block){.next = arena->blocks, .used = 0, .size = room};
        arena->blocks = b;
    }
    void *piece = (char *)b + head + b->used;
    b->used += size;
    memset(piece, 0, size);
    return piece;
}

char *cw_arena_strdup(cw_arena *arena, const char *text) {
    if (text == NULL) return NULL;
    size_t size = strlen(text) + 1;
    char *copy = cw_arena_alloc(arena, size);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

char *cw_arena_printf(cw_arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : cw_arena_alloc(arena, (size_t)length + 1);
    if (text != NULL) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void *cw_alloc_array(size_t count, size_t size) {
    if (size != 0 && count > (SIZE_MAX / 2) / size) return NULL;
    size_t bytes = round_up(count * size > 0 ? count * size : 1, COLUMN_ALIGNMENT);
    void *array = aligned_alloc(COLUMN_ALIGNMENT, bytes);
    if (array != NULL) memset(array, 0, bytes);
    return array;
}

/* The pointer is copied in and out: it may not be read as a pointer of another type. */
bool cw_grow_bytes(void *items, size_t *capacity, size_t item_size, size_t needed) {
    void *held;
    if (needed <= *capacity) return true;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2) return false;
        wanted *= 2;
    }
    if (wanted > (SIZE_MAX / 2) / item_size) return false;
    memcpy(&held, items, sizeof held);
    void *grown = realloc(held, wanted * item_size);
    if (grown == NULL) return false;
    memcpy(items, &grown, sizeof grown);
    *capacity = wanted;
    return true;
}

void cw_text_add_bytes(cw_text *text, const char *bytes, size_t length) {
    if (text->failed) return;
    if (length > SIZE_MAX / 2 - text->length
        || !cw_grow(&text->data, &text->capacity, text->length + length + 1)) {
        text->failed = true;
        return;
    }
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void cw_text_add(cw_text *text, const char *format, ...) {
    char small[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length < 0) {
        text->failed = true;
    } else if ((size_t)length < sizeof small) {
        cw_text_add_bytes(text, small, (size_t)length);
    } else {
        char *large = malloc((size_t)length + 1);
        if (large == NULL) {
            text->failed = true;
        } else {
            vsnprintf(large, (size_t)length + 1, format, again);
            cw_text_add_bytes(text, large, (size_t)length);
            free(large);
        }
    }
    va_end(again);
}

void cw_text_free(cw_text *text) {
    free(text->data);
    *text = (cw_text){0};
}
