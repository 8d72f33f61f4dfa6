/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decoded coast of one box, kept on disk: joining GSHHG's bins takes from 50 ms (the strait) to
 * a second (the Channel and the North Sea), reading this a millisecond. What the coast was made
 * from (path, size, modification time, box) names the file by its hash and stands in its header, so
 * that a new GSHHG never meets an old cache, nor one box another's whose hash is the same.
 *
 * Layout: a header of fixed size, then rings, then points, native byte order; a file whose size,
 * lengths, values or checksum do not fit is not used. It is written aside under a name of its own
 * and renamed, so that readers and other writers see a whole file or none.
 */
#include "rings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MAGIC[8] = "CWCOAST";
enum { VERSION = 2, NAME_BYTES = 1200 };

/* What the coast was made from. No padding: compared byte by byte. */
typedef struct origin {
    uint64_t path_hash;
    int64_t size, modified_s, modified_ns;
    unsigned char box[sizeof(cw_box)];
} origin;

typedef struct header {
    char magic[8];
    uint32_t version, point_size;
    origin from;
    uint64_t rings, points, checksum;
} header;

typedef struct stored_ring {
    uint64_t count, hole;
} stored_ring;

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash(uint64_t h, const void *bytes, size_t count) {
    const unsigned char *p = bytes;
    for (size_t i = 0; i < count; i++) h = (h ^ p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static const uint64_t HASH_START = UINT64_C(0xcbf29ce484222325);

static bool origin_of(const char *path, cw_box box, origin *from) {
    struct stat info;
    if (stat(path, &info) != 0) return false;
    *from = (origin){.path_hash = hash(HASH_START, path, strlen(path)),
                     .size = (int64_t)info.st_size,
                     .modified_s = (int64_t)info.st_mtim.tv_sec,
                     .modified_ns = (int64_t)info.st_mtim.tv_nsec};
    memcpy(from->box, &box, sizeof box);
    return true;
}

static bool file_name(const char *cache_dir, const origin *from, char name[NAME_BYTES]) {
    uint64_t h = hash(HASH_START, from, sizeof *from);
    int n = snprintf(name, NAME_BYTES, "%s/coast-%016llx.bin", cache_dir, (unsigned long long)h);
    return n > 0 && n < NAME_BYTES;
}

static uint64_t checksum(const cw_coast *c) {
    uint64_t h = HASH_START;
    for (size_t i = 0; i < c->ring_count; i++) {
        stored_ring ring = {c->rings[i].count, c->rings[i].hole};
        h = hash(h, &ring, sizeof ring);
    }
    return hash(h, c->points, c->point_count * sizeof *c->points);
}

/* The lengths are believed only when they add up to the file's own. */
static bool check_header(FILE *file, const header *h, const origin *from) {
    struct stat info;
    if (memcmp(h->magic, MAGIC, sizeof MAGIC) != 0 || h->version != VERSION
        || h->point_size != sizeof(cw_position) || memcmp(&h->from, from, sizeof *from) != 0
        || h->points > RINGS_MOST_POINTS || h->rings > h->points || fstat(fileno(file), &info) != 0)
        return false;
    uint64_t bytes = sizeof *h + h->rings * sizeof(stored_ring) + h->points * sizeof(cw_position);
    return info.st_size >= 0 && (uint64_t)info.st_size == bytes;
}

static bool read_rings(FILE *file, const header *h, cw_coast *c) {
    size_t first = 0;
    for (uint64_t i = 0; i < h->rings; i++) {
        stored_ring ring;
        if (fread(&ring, sizeof ring, 1, file) != 1 || ring.count > h->points - first) return false;
        c->rings[i] = (cw_coast_ring){first, (size_t)ring.count, ring.hole != 0};
        first += (size_t)ring.count;
    }
    return first == h->points;
}

static bool read_points(FILE *file, const header *h, cw_coast *c) {
    if (fread(c->points, sizeof *c->points, (size_t)h->points, file) != h->points) return false;
    for (uint64_t i = 0; i < h->points; i++) {
        cw_position p = c->points[i];
        if (!(fabs(p.lat_deg) <= 90.0) || !(fabs(p.lon_deg) <= 720.0)) return false;
    }
    return true;
}

static bool read_file(FILE *file, const origin *from, ring_list *list) {
    header h;
    if (fread(&h, sizeof h, 1, file) != 1 || !check_header(file, &h, from)) return false;
    cw_coast *c = &list->coast;
    c->rings = cw_alloc_array((size_t)h.rings + 1, sizeof *c->rings);
    c->points = cw_alloc_array((size_t)h.points + 1, sizeof *c->points);
    if (c->rings == NULL || c->points == NULL || !read_rings(file, &h, c)
        || !read_points(file, &h, c))
        return false;
    c->ring_count = (size_t)h.rings;
    c->point_count = (size_t)h.points;
    return checksum(c) == h.checksum;
}

bool coast_cache_read(const char *cache_dir, const char *path, cw_box box, ring_list *list) {
    char name[NAME_BYTES];
    origin from;
    if (cache_dir == NULL || !origin_of(path, box, &from) || !file_name(cache_dir, &from, name))
        return false;
    FILE *file = fopen(name, "rb");
    if (file == NULL) return false;
    bool done = read_file(file, &from, list);
    fclose(file);
    if (!done) rings_free(list);
    return done;
}

static bool write_file(FILE *file, const origin *from, const cw_coast *c) {
    header h = {.version = VERSION,
                .point_size = sizeof(cw_position),
                .from = *from,
                .rings = c->ring_count,
                .points = c->point_count,
                .checksum = checksum(c)};
    memcpy(h.magic, MAGIC, sizeof MAGIC);
    if (fwrite(&h, sizeof h, 1, file) != 1) return false;
    for (size_t i = 0; i < c->ring_count; i++) {
        stored_ring ring = {c->rings[i].count, c->rings[i].hole};
        if (fwrite(&ring, sizeof ring, 1, file) != 1) return false;
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
    char name[NAME_BYTES], aside[NAME_BYTES + 8];
    origin from;
    if (cache_dir == NULL || !origin_of(path, box, &from) || !file_name(cache_dir, &from, name))
        return;
    make_folders(cache_dir);
    snprintf(aside, sizeof aside, "%s.XXXXXX", name);
    int descriptor = mkstemp(aside);
    if (descriptor < 0) return;
    FILE *file = fdopen(descriptor, "wb");
    bool done = file != NULL && write_file(file, &from, &list->coast);
    if (file != NULL)
        done = fclose(file) == 0 && done;
    else
        close(descriptor);
    if (!done || rename(aside, name) != 0) remove(aside);
}
