/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decoded coast of one box, kept on disk: joining GSHHG's bins takes a good part of a second,
 * reading this a millisecond. The name is a hash of what the coast was made from (path, size,
 * modification time, box), so that a new GSHHG never meets an old cache.
 *
 * Layout: a header of fixed size, then rings, then points, native byte order; a file whose lengths,
 * indices or checksum do not fit is not used.
 */
#include "rings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MAGIC[8] = "CWCOAST";
enum { VERSION = 1 };

typedef struct header {
    char magic[8];
    uint32_t version, point_size;
    uint64_t rings, points, checksum;
} header;

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash(uint64_t h, const void *bytes, size_t count) {
    const unsigned char *p = bytes;
    for (size_t i = 0; i < count; i++) h = (h ^ p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static const uint64_t HASH_START = UINT64_C(0xcbf29ce484222325);

static bool file_name(const char *cache_dir, const char *path, cw_box box, char name[1200]) {
    struct stat info;
    if (stat(path, &info) != 0) return false;
    uint64_t h = hash(HASH_START, path, strlen(path));
    int64_t stamp[2] = {(int64_t)info.st_size, (int64_t)info.st_mtime};
    h = hash(h, stamp, sizeof stamp);
    h = hash(h, &box, sizeof box);
    int n = snprintf(name, 1200, "%s/coast-%016llx.bin", cache_dir, (unsigned long long)h);
    return n > 0 && n < 1200;
}

static uint64_t checksum(const cw_coast *c) {
    uint64_t h = HASH_START;
    for (size_t i = 0; i < c->ring_count; i++) {
        uint64_t ring[2] = {c->rings[i].count, c->rings[i].hole};
        h = hash(h, ring, sizeof ring);
    }
    return hash(h, c->points, c->point_count * sizeof *c->points);
}

static bool read_rings(FILE *file, const header *h, cw_coast *c) {
    size_t first = 0;
    for (uint64_t i = 0; i < h->rings; i++) {
        uint64_t ring[2];
        if (fread(ring, sizeof ring, 1, file) != 1 || ring[0] > h->points - first) return false;
        c->rings[i] = (cw_coast_ring){first, (size_t)ring[0], ring[1] != 0};
        first += (size_t)ring[0];
    }
    return first == h->points
           && fread(c->points, sizeof *c->points, (size_t)h->points, file) == h->points;
}

static bool read_file(FILE *file, ring_list *list) {
    header h;
    bool sound = fread(&h, sizeof h, 1, file) == 1 && memcmp(h.magic, MAGIC, sizeof MAGIC) == 0
                 && h.version == VERSION && h.point_size == sizeof(cw_position)
                 && h.points <= RINGS_MOST_POINTS && h.rings <= h.points;
    if (!sound) return false;
    cw_coast *c = &list->coast;
    c->rings = cw_alloc_array((size_t)h.rings + 1, sizeof *c->rings);
    c->points = cw_alloc_array((size_t)h.points + 1, sizeof *c->points);
    if (c->rings == NULL || c->points == NULL || !read_rings(file, &h, c)) return false;
    c->ring_count = (size_t)h.rings;
    c->point_count = (size_t)h.points;
    return checksum(c) == h.checksum;
}

bool coast_cache_read(const char *cache_dir, const char *path, cw_box box, ring_list *list) {
    char name[1200];
    if (cache_dir == NULL || !file_name(cache_dir, path, box, name)) return false;
    FILE *file = fopen(name, "rb");
    if (file == NULL) return false;
    bool done = read_file(file, list);
    fclose(file);
    if (!done) rings_free(list);
    return done;
}

static bool write_file(FILE *file, const cw_coast *c) {
    header h = {.version = VERSION,
                .point_size = sizeof(cw_position),
                .rings = c->ring_count,
                .points = c->point_count,
                .checksum = checksum(c)};
    memcpy(h.magic, MAGIC, sizeof MAGIC);
    if (fwrite(&h, sizeof h, 1, file) != 1) return false;
    for (size_t i = 0; i < c->ring_count; i++) {
        uint64_t ring[2] = {c->rings[i].count, c->rings[i].hole};
        if (fwrite(ring, sizeof ring, 1, file) != 1) return false;
    }
    return fwrite(c->points, sizeof *c->points, c->point_count, file) == c->point_count;
}

/* Every folder on the way; those that exist are no error. */
static void make_folders(const char *path) {
    char part[1024];
    int n = snprintf(part, sizeof part, "%s", path);
    if (n < 0 || (size_t)n >= sizeof part) return;
    for (char *p = part + 1; *p != '\0'; p++) {
        if (*p != '/') continue;
        *p = '\0';
        mkdir(part, 0755);
        *p = '/';
    }
    mkdir(part, 0755);
}

void coast_cache_write(const char *cache_dir, const char *path, cw_box box, const ring_list *list) {
    char name[1200], aside[1232];
    if (cache_dir == NULL || !file_name(cache_dir, path, box, name)) return;
    make_folders(cache_dir);
    snprintf(aside, sizeof aside, "%s.%ld", name, (long)getpid());
    FILE *file = fopen(aside, "wb");
    if (file == NULL) return;
    bool done = write_file(file, &list->coast);
    done = fclose(file) == 0 && done;
    if (!done || rename(aside, name) != 0) remove(aside);
}
