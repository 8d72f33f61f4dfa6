/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the values of drift.nc go. In a classic NetCDF file every value has a place that is known
 * once the header is written ("NetCDF Classic Format Specification", Unidata): a variable's begin,
 * plus the record times the size of a record, plus the value times its size, big-endian. So each
 * rank can write its own particles, and nothing has to be gathered.
 *
 * For that all must see one file. The first rank puts a random number where the header counts the
 * records, and tells the path; a rank that finds a file there with that number sees the same one.
 * If any does not, or the file lies on a network file system that does not promise that two
 * machines may write to one file at a time, all is gathered by the first rank, as the only writer.
 * The bytes are the same.
 */
#include "report/track_file.h"

#include "base/netcdf_classic.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { MOST_PATH = 4500 };

/* What the first rank tells of its file. */
typedef struct invitation {
    char path[MOST_PATH];
    uint64_t begin[TRACK_VARIABLES], record_bytes;
    uint32_t mark;
    bool open; /* false: nobody else need try */
} invitation;

static bool write_at(track_slab *slab, const void *bytes, size_t length, uint64_t at) {
    const char *from = bytes;
    while (length > 0 && slab->failed == 0) {
        ssize_t n = pwrite(slab->fd, from, length, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            slab->failed = n < 0 ? errno : EIO;
            break;
        }
        from += n;
        at += (uint64_t)n;
        length -= (size_t)n;
    }
    return slab->failed == 0;
}

static bool write_records(track_slab *slab, uint32_t records) {
    uint32_t encoded = htobe32(records);
    return write_at(slab, &encoded, sizeof encoded, NC_CLASSIC_RECORDS_AT);
}

/* ---- begin --------------------------------------------------------------------------------- */

bool track_slab_open(cw_track_file *file, cw_error *err) {
    nc_classic_place places[TRACK_VARIABLES] = {
        [TRACK_NUMBER] = {.name = "trajectory"}, [TRACK_TIME] = {.name = "time"},
        [TRACK_LAT] = {.name = "lat"},           [TRACK_LON] = {.name = "lon"},
        [TRACK_STATE] = {.name = "state"},       [TRACK_OBJECT] = {.name = "object"},
        [TRACK_WEIGHT] = {.name = "weight"},     [TRACK_HYPOTHESIS] = {.name = "hypothesis"}};
    track_slab *slab = &file->slab;
    if (!nc_classic_layout(file->path, places, TRACK_VARIABLES, &slab->record_bytes, err))
        return false;
    bool fits = places[TRACK_LAT].bytes == 8 * file->count;
    for (size_t i = 0; i < TRACK_VARIABLES; i++) slab->begin[i] = places[i].begin;
    if (!fits)
        return cw_fail(err, CW_ERR_INPUT, "%s is damaged: it is of another number of particles",
                       file->path);
    slab->fd = open(file->path, O_RDWR | O_CLOEXEC);
    return slab->fd >= 0
           || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", file->path, strerror(errno));
}

/* Network file systems whose clients keep what they wrote to themselves for a while. */
static bool is_for_many(int fd) {
    static const unsigned long alone[] = {0x6969 /* NFS */, 0x517B /* SMB */, 0xFF534D42 /* CIFS */,
                                          0xFE534D42 /* SMB2 */, 0x65735546 /* FUSE */};
    struct statfs s;
    if (fstatfs(fd, &s) != 0) return false;
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        if (((unsigned long)s.f_type & 0xFFFFFFFFul) == alone[i]) return false;
    }
    return true;
}

static void invite(cw_track_file *file, invitation *to) {
    track_slab *slab = &file->slab;
    size_t length = strlen(file->path);
    to->open = length < MOST_PATH && is_for_many(slab->fd)
               && getrandom(&to->mark, sizeof to->mark, 0) == (ssize_t)sizeof to->mark
               && write_records(slab, to->mark) && fsync(slab->fd) == 0;
    if (length < MOST_PATH) memcpy(to->path, file->path, length + 1);
    memcpy(to->begin, slab->begin, sizeof to->begin);
    to->record_bytes = slab->record_bytes;
}

static bool accept(track_slab *slab, const invitation *from) {
    uint32_t mark = 0;
    if (!from->open) return false;
    slab->fd = open(from->path, O_RDWR | O_CLOEXEC);
    if (slab->fd < 0) return false;
    memcpy(slab->begin, from->begin, sizeof slab->begin);
    slab->record_bytes = from->record_bytes;
    return is_for_many(slab->fd)
           && pread(slab->fd, &mark, sizeof mark, NC_CLASSIC_RECORDS_AT) == (ssize_t)sizeof mark
           && be32toh(mark) == from->mark;
}

void track_slab_share(cw_track_file *file) {
    bool first = cw_ranks_first(file->ranks);
    track_slab *slab = &file->slab;
    invitation all = {0};
    if (cw_ranks_count(file->ranks) == 1) return;
    if (first) invite(file, &all);
    cw_ranks_tell(file->ranks, 0, &all, sizeof all);
    slab->by_many = cw_ranks_all(file->ranks, first ? all.open : accept(slab, &all));
    char *path = first ? NULL : strdup(all.path);
    if (path != NULL) { /* for the sentence of a write that fails */
        free(file->path);
        file->path = path;
    }
    if (first || slab->by_many || slab->fd < 0) return;
    close(slab->fd);
    slab->fd = -1;
}

/* ---- values -------------------------------------------------------------------------------- */

bool track_slab_put(track_slab *slab, track_variable variable, size_t record, size_t first,
                    size_t count, size_t item_bytes) {
    uint64_t at = slab->begin[variable] + record * slab->record_bytes + first * item_bytes;
    return write_at(slab, slab->encoded, count * item_bytes, at);
}

/* ---- end ----------------------------------------------------------------------------------- */

bool track_slab_sync(cw_track_file *file) {
    track_slab *slab = &file->slab;
    if (slab->fd < 0) return true;
    if (cw_ranks_first(file->ranks)) write_records(slab, (uint32_t)file->times);
    if (slab->failed == 0 && fsync(slab->fd) != 0) slab->failed = errno;
    return slab->failed == 0;
}

/* The last record's padding is no value: only the length says that it is there. */
static bool set_length(cw_track_file *file) {
    track_slab *slab = &file->slab;
    uint64_t length = slab->begin[TRACK_TIME] + file->times * slab->record_bytes;
    if (slab->failed == 0 && ftruncate(slab->fd, (off_t)length) != 0) slab->failed = errno;
    return slab->failed == 0 && write_records(slab, (uint32_t)file->times);
}

/* Other machines' writes are durable before the first rank puts the file in place; its own it sees
 * to itself then. */
bool track_slab_close(cw_track_file *file, bool whole) {
    track_slab *slab = &file->slab;
    if (slab->fd < 0) return true;
    if (whole && cw_ranks_first(file->ranks)) set_length(file);
    if (whole && !cw_ranks_first(file->ranks) && fsync(slab->fd) != 0 && slab->failed == 0)
        slab->failed = errno;
    if (close(slab->fd) != 0 && slab->failed == 0) slab->failed = errno;
    slab->fd = -1;
    return slab->failed == 0;
}
