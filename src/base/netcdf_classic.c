/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a classic NetCDF file (CDF-1, CDF-2, CDF-5) whole? netCDF-C opens a file that was cut short in
 * its data and reads zeros where the bytes are missing: still water, on a chart. The header says
 * where each variable begins and how long it is ("NetCDF Classic Format Specification", Unidata);
 * this reads just that and compares it with the file's size. Whatever is not a classic file passes:
 * HDF5 checks its own end.
 */
#include "base/netcdf_classic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct header {
    FILE *file;
    int version;         /* 1, 2, 5 */
    bool bad;            /* it ended, or makes no sense */
    bool starved;        /* that is, there was no memory to tell */
    uint64_t *dimension; /* owned; 0: the record dimension */
    uint64_t dimension_count, records;
} header;

static uint64_t get(header *h, int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) {
        int c = getc(h->file);
        if (c == EOF) h->bad = true;
        value = value << 8 | (uint64_t)(c & 0xff);
    }
    return h->bad ? 0 : value;
}

static uint64_t get_count(header *h) {
    return get(h, h->version == 5 ? 8 : 4);
}

static void skip_bytes(header *h, uint64_t bytes) {
    uint64_t padded = (bytes + 3) & ~UINT64_C(3);
    if (bytes > UINT64_C(1) << 40 || fseeko(h->file, (off_t)padded, SEEK_CUR) != 0) h->bad = true;
}

static uint64_t type_size(uint64_t type) {
    static const unsigned char size[] = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
    return type < sizeof size ? size[type] : 0;
}

/* Name, type and values of each attribute of a list. */
static void skip_attributes(header *h) {
    get(h, 4);
    uint64_t count = get_count(h);
    for (uint64_t i = 0; i < count && !h->bad; i++) {
        skip_bytes(h, get_count(h));
        uint64_t size = type_size(get(h, 4)), values = get_count(h);
        if (size == 0 || values > UINT64_C(1) << 36)
            h->bad = true;
        else
            skip_bytes(h, size * values);
    }
}

static void read_dimensions(header *h) {
    enum { most = 100000 };
    get(h, 4);
    h->dimension_count = get_count(h);
    if (h->dimension_count > most) h->bad = true;
    if (h->bad) return;
    h->dimension = calloc(h->dimension_count + 1, sizeof *h->dimension);
    if (h->dimension == NULL) h->bad = h->starved = true;
    for (uint64_t i = 0; i < h->dimension_count && !h->bad; i++) {
        skip_bytes(h, get_count(h));
        h->dimension[i] = get_count(h);
    }
}

enum { MOST_NAME = 63 };

typedef struct extent {
    uint64_t begin, size; /* of one record for record variables, not padded */
    bool record;
    char name[MOST_NAME + 1]; /* empty when it is longer */
} extent;

static void read_name(header *h, char name[MOST_NAME + 1]) {
    uint64_t length = get_count(h);
    if (h->bad || length > MOST_NAME) {
        skip_bytes(h, length);
        return;
    }
    for (uint64_t i = 0; i < ((length + 3) & ~UINT64_C(3)); i++) {
        char c = (char)get(h, 1);
        if (i < length) name[i] = c;
    }
}

static extent read_variable(header *h) {
    extent e = {.size = 1};
    read_name(h, e.name);
    uint64_t rank = get_count(h);
    if (rank > 1024) h->bad = true;
    for (uint64_t d = 0; d < rank && !h->bad; d++) {
        uint64_t id = get_count(h);
        uint64_t length = id < h->dimension_count ? h->dimension[id] : UINT64_MAX;
        if (length == 0 && d == 0) {
            e.record = true;
        } else if (length == 0 || e.size > (UINT64_C(1) << 50) / length) {
            h->bad = true; /* records are the first dimension; netCDF-C would divide by zero */
        } else {
            e.size *= length;
        }
    }
    skip_attributes(h);
    uint64_t bytes = type_size(get(h, 4));
    if (bytes == 0) h->bad = true;
    e.size *= bytes;
    get_count(h); /* vsize: redundant, and wrong for large variables */
    e.begin = get(h, h->version == 1 ? 4 : 8);
    return e;
}

/* Where the last value of all variables ends. */
static uint64_t needed(header *h) {
    enum { most = 100000 };
    get(h, 4);
    uint64_t count = get_count(h), end = 0, record_size = 0, last_begin = 0, last_size = 0;
    size_t record_variables = 0;
    if (count > most) h->bad = true;
    for (uint64_t i = 0; i < count && !h->bad; i++) {
        extent e = read_variable(h);
        if (!e.record) {
            if (e.size > 0 && e.begin + e.size > end) end = e.begin + e.size;
            continue;
        }
        record_variables++;
        record_size += (e.size + 3) & ~UINT64_C(3);
        if (e.begin >= last_begin) {
            last_begin = e.begin;
            last_size = e.size;
        }
    }
    if (h->bad || record_variables == 0 || h->records == 0 || h->records == UINT32_MAX) return end;
    if (record_variables == 1) record_size = last_size; /* a single one is not padded */
    if (h->records > UINT64_C(1) << 40 || record_size > UINT64_C(1) << 50) return UINT64_MAX;
    uint64_t tail = last_begin + (h->records - 1) * record_size + last_size;
    return tail > end ? tail : end;
}

/* Up to the list of variables. False: not a classic file. */
static bool begin(header *h) {
    unsigned char magic[4] = {0};
    size_t got = fread(magic, 1, 4, h->file);
    h->version = magic[3];
    if (got != 4 || memcmp(magic, "CDF", 3) != 0
        || (h->version != 1 && h->version != 2 && h->version != 5))
        return false;
    h->records = get_count(h);
    read_dimensions(h);
    if (!h->bad) skip_attributes(h);
    return true;
}

static bool open_header(header *h, const char *path, cw_error *err) {
    *h = (header){.file = fopen(path, "rb")};
    return h->file != NULL || cw_fail(err, CW_ERR_INPUT, "%s cannot be opened", path);
}

static void close_header(header *h) {
    free(h->dimension);
    fclose(h->file);
}

bool nc_classic_complete(const char *path, cw_error *err) {
    header h;
    bool whole = true;
    if (!open_header(&h, path, err)) return false;
    if (begin(&h)) {
        uint64_t end = h.bad ? 0 : needed(&h);
        fseeko(h.file, 0, SEEK_END);
        whole = !h.bad && (uint64_t)ftello(h.file) >= end;
    }
    close_header(&h);
    if (h.starved) return cw_fail_memory(err);
    if (whole) return true;
    return cw_fail(err, CW_ERR_INPUT, "%s is cut short or damaged: it ends before its last value",
                   path);
}

/* ---- where values stand -------------------------------------------------------------------- */

static size_t find_places(header *h, nc_classic_place *places, size_t count,
                          uint64_t *record_bytes) {
    enum { most = 1000 };
    size_t found = 0;
    get(h, 4);
    uint64_t variables = get_count(h);
    for (uint64_t i = 0; i < variables && i < most && !h->bad; i++) {
        extent e = read_variable(h);
        if (e.record) *record_bytes += (e.size + 3) & ~UINT64_C(3);
        for (size_t k = 0; k < count && !h->bad; k++) {
            if (strcmp(places[k].name, e.name) != 0) continue;
            places[k].begin = e.begin;
            places[k].bytes = e.size;
            found++;
        }
    }
    return h->bad ? 0 : found;
}

bool nc_classic_layout(const char *path, nc_classic_place *places, size_t count,
                       uint64_t *record_bytes, cw_error *err) {
    header h;
    *record_bytes = 0;
    if (!open_header(&h, path, err)) return false;
    bool good = begin(&h) && !h.bad && find_places(&h, places, count, record_bytes) == count;
    close_header(&h);
    if (h.starved) return cw_fail_memory(err);
    return good
           || cw_fail(err, CW_ERR_INPUT, "%s is damaged: its header is not the one it began with",
                      path);
}
