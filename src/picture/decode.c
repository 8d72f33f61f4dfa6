/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks the rows of a message's layout and takes the bits of each. A message that is as long as its
 * rows ask for is read without looking; in a shorter one, a field that is not wholly there is 0.
 */
#include "decode.h"

#include "bits.h"

static const field open_list = {.kind = FIELD_OPEN}, close_list = {.kind = FIELD_CLOSE},
                   open_element = {.kind = FIELD_ELEMENT},
                   close_element = {.kind = FIELD_ELEMENT_END};

typedef struct walk {
    const cw_ais_message *m;
    item *items;
    size_t count;
} walk;

static int64_t span(unsigned start, unsigned length) {
    return (int64_t)(start | (uint64_t)length << 16);
}

static bool is_signed(unsigned kind) {
    return kind == FIELD_SIGNED || (kind >= FIELD_TENTHOUSANDTHS && kind <= FIELD_TURN);
}

static int64_t number(const walk *w, const field *f, unsigned base) {
    unsigned start = base + f->start;
    if (is_signed(f->kind)) return bits_signed(w->m->words, start, f->width);
    uint64_t value = bits_unsigned(w->m->words, start, f->width);
    if (f->kind == FIELD_SHORT_DATE) /* the time of day stands elsewhere: 5 and 6 bits */
        value = value << 11 | bits_unsigned(w->m->words, base + (unsigned)f->offset, 11);
    return (int64_t)value;
}

/* Text and data: what of it is there. */
static int64_t piece(const walk *w, const field *f, unsigned base) {
    unsigned start = base + f->start, bits = w->m->bits, there = bits > start ? bits - start : 0;
    if (f->kind == FIELD_REST) return span(start, there / 6 * 6);
    if (f->kind == FIELD_DATA) return span(start, there > f->width ? there - f->width : 0);
    return span(start, there < f->width ? there / 6 * 6 : f->width);
}

static void put(walk *w, const field *f, int64_t value) {
    if (w->count < MOST_ITEMS) w->items[w->count++] = (item){f, value};
}

static void take_list(walk *w, const field *f, unsigned base);

static void take_rows(walk *w, const layout *rows, unsigned base, size_t count) {
    bool whole = w->m->bits >= base + rows->bits;
    for (size_t i = 0; i < count; i++) {
        const field *f = &rows->fields[i];
        if (f->kind < FIELD_NUMERIC) {
            bool there = whole || base + f->start + f->width <= w->m->bits;
            put(w, f, there ? number(w, f, base) : 0);
        } else if (f->kind == FIELD_TAIL) {
            put(w, f, (int64_t)bits_unsigned(w->m->words, w->m->bits - f->width, f->width));
        } else if (f->kind == FIELD_LIST) {
            take_list(w, f, base);
        } else {
            put(w, f, piece(w, f, base));
        }
    }
}

/* A polyline's points end where a distance is 0. */
static bool is_end(const walk *w, const layout *elements, unsigned start) {
    if (elements->stop == 0) return false;
    const field *f = &elements->fields[elements->stop - 1];
    return bits_unsigned(w->m->words, start + f->start, f->width) == 0;
}

static void take_list(walk *w, const field *f, unsigned base) {
    const layout *elements = f->elements;
    uint64_t most = f->width;
    if (elements->counter_width != 0) {
        uint64_t said = bits_unsigned(w->m->words, elements->counter, elements->counter_width);
        most = said < most ? said : most;
    }
    put(w, f, 0);
    put(w, &open_list, 0);
    unsigned start = base + f->start;
    for (uint64_t i = 0; i < most && start + elements->bits <= w->m->bits; i++) {
        if (is_end(w, elements, start)) break;
        const layout *rows = layout_of_element(elements, w->m, start);
        put(w, &open_element, 0);
        take_rows(w, rows, start, rows->count);
        put(w, &close_element, 0);
        start += elements->bits;
    }
    put(w, &close_list, 0);
}

size_t decode(const cw_ais_message *m, item items[MOST_ITEMS]) {
    walk w = {m, items, 0};
    const layout *rows = layout_of(m), *inside = layout_of_application(m);
    take_rows(&w, rows, 0, rows->count - (inside != NULL ? 1u : 0u)); /* instead of its data */
    if (inside != NULL) take_rows(&w, inside, 0, inside->count);
    return w.count;
}

size_t decode_text(const cw_ais_message *m, unsigned start, unsigned length, char *to) {
    size_t used = 0, kept = 0;
    for (unsigned at = 0; at + 6 <= length; at += 6) {
        char c = bits_character(bits_unsigned(m->words, start + at, 6));
        if (c == '@') break;
        to[used++] = c;
        if (c != ' ') kept = used;
    }
    to[kept] = '\0';
    return kept;
}
