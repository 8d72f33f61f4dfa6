/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that ends: a VFS of SQLite's that passes everything on to the system's and counts writes,
 * truncations, syncs and deletions, until at the n-th the program is killed in the middle of it, or
 * the power is lost, or there is no more room.
 *
 * What a kill leaves is what the system was told. What a loss of power leaves is less: of the
 * writes that no sync has followed, each is kept or lost by chance, in every proportion. The system
 * itself is never asked to sync, which would take most of a test's time and show nothing: what a
 * sync is good for is told by those writes alone.
 */
#ifndef CROSSWATCH_TEST_RECORD_DISK_H
#define CROSSWATCH_TEST_RECORD_DISK_H

#include "support.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum disk_end { DISK_KILLED, DISK_POWER_LOST, DISK_FULL, DISK_READ_ONLY } disk_end;
typedef enum disk_part { DISK_MAIN, DISK_WAL, DISK_OTHER, DISK_PARTS } disk_part;
enum { DISK_STATUS = 64 }; /* a program that was ended exits with this and the part it wrote to */

typedef struct disk_file { /* the file below lies behind it */
    sqlite3_file base;
    disk_part part;
} disk_file;

typedef struct unsynced {
    sqlite3_file *file; /* below */
    sqlite3_int64 at;
    int length;
    char *before;
} unsynced;

static struct {
    sqlite3_vfs shim, *below;
    sqlite3_io_methods methods;
    long left; /* operations until the end; below 0: never */
    disk_end how;
    uint64_t chance; /* seeds what is kept when the power is lost */
    unsynced *writes;
    size_t write_count;
} disk;

/* Under sanitizers, where tests take fewer trials. */
static inline bool is_slow(void) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return false;
#endif
}

static inline sqlite3_file *disk_below(sqlite3_file *file) {
    return (sqlite3_file *)((disk_file *)file + 1);
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t disk_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* ---- what no sync has followed --------------------------------------------------------------- */

static inline void disk_remember(sqlite3_file *file, int length, sqlite3_int64 at) {
    if (disk.how != DISK_POWER_LOST || disk.left < 0) return;
    void *grown = realloc(disk.writes, (disk.write_count + 1) * sizeof *disk.writes);
    char *before = calloc(1, (size_t)length);
    if (grown == NULL || before == NULL) abort();
    disk.writes = grown;
    disk.writes[disk.write_count++] = (unsynced){file, at, length, before};
    file->pMethods->xRead(file, before, length, at); /* zeros beyond the end */
}

static inline void disk_forget(const sqlite3_file *file) {
    size_t kept = 0;
    for (size_t i = 0; i < disk.write_count; i++) {
        if (disk.writes[i].file == file)
            free(disk.writes[i].before);
        else
            disk.writes[kept++] = disk.writes[i];
    }
    disk.write_count = kept;
}

static inline void disk_lose_power(void) {
    uint64_t lost_in_4 = disk_random(&disk.chance) % 5;
    for (size_t i = disk.write_count; i-- > 0;) {
        const unsynced *w = &disk.writes[i];
        if (disk_random(&disk.chance) % 4 < lost_in_4)
            w->file->pMethods->xWrite(w->file, w->before, w->length, w->at);
    }
}

/* ---- operations that are counted ------------------------------------------------------------- */

static inline bool disk_kills(void) {
    return disk.how == DISK_KILLED || disk.how == DISK_POWER_LOST;
}

/* SQLITE_OK: go on. */
static inline int disk_count(disk_part part) {
    if (disk.left < 0 || disk.left-- > 0) return SQLITE_OK;
    if (disk.how == DISK_POWER_LOST) disk_lose_power();
    if (disk_kills()) _exit(DISK_STATUS + (int)part);
    disk.left = 0; /* so it stays */
    return disk.how == DISK_FULL ? SQLITE_FULL : SQLITE_READONLY;
}

static inline int disk_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    sqlite3_file *file = disk_below(f);
    bool last = disk.left == 0 && disk_kills();
    disk_remember(file, n, at);
    if (last) file->pMethods->xWrite(file, from, n / 2, at); /* done in half */
    int refused = disk_count(((disk_file *)f)->part);
    return refused != SQLITE_OK ? refused : file->pMethods->xWrite(file, from, n, at);
}
static inline int disk_truncate(sqlite3_file *f, sqlite3_int64 size) {
    if (disk_kills()) disk_count(((disk_file *)f)->part); /* a full disk can be cut */
    return disk_below(f)->pMethods->xTruncate(disk_below(f), size);
}
static inline int disk_sync(sqlite3_file *f, int flags) {
    (void)flags;
    if (disk_kills()) disk_count(((disk_file *)f)->part);
    disk_forget(disk_below(f));
    return SQLITE_OK;
}
static inline int disk_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
    (void)vfs, (void)sync_folder;
    if (disk_kills()) disk_count(DISK_OTHER);
    return disk.below->xDelete(disk.below, name, 0);
}

/* ---- and those that are passed on ------------------------------------------------------------ */

static inline int disk_close(sqlite3_file *f) {
    disk_forget(disk_below(f));
    return disk_below(f)->pMethods->xClose(disk_below(f));
}
static inline int disk_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
    return disk_below(f)->pMethods->xRead(disk_below(f), to, n, at);
}
static inline int disk_size(sqlite3_file *f, sqlite3_int64 *size) {
    return disk_below(f)->pMethods->xFileSize(disk_below(f), size);
}
static inline int disk_lock(sqlite3_file *f, int level) {
    return disk_below(f)->pMethods->xLock(disk_below(f), level);
}
static inline int disk_unlock(sqlite3_file *f, int level) {
    return disk_below(f)->pMethods->xUnlock(disk_below(f), level);
}
static inline int disk_reserved(sqlite3_file *f, int *out) {
    return disk_below(f)->pMethods->xCheckReservedLock(disk_below(f), out);
}
static inline int disk_control(sqlite3_file *f, int op, void *argument) {
    return disk_below(f)->pMethods->xFileControl(disk_below(f), op, argument);
}
static inline int disk_sector(sqlite3_file *f) {
    return disk_below(f)->pMethods->xSectorSize(disk_below(f));
}
static inline int disk_device(sqlite3_file *f) {
    return disk_below(f)->pMethods->xDeviceCharacteristics(disk_below(f));
}
static inline int disk_shm_map(sqlite3_file *f, int page, int size, int extend,
                               void volatile **to) {
    return disk_below(f)->pMethods->xShmMap(disk_below(f), page, size, extend, to);
}
static inline int disk_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return disk_below(f)->pMethods->xShmLock(disk_below(f), offset, n, flags);
}
static inline void disk_shm_barrier(sqlite3_file *f) {
    disk_below(f)->pMethods->xShmBarrier(disk_below(f));
}
static inline int disk_shm_unmap(sqlite3_file *f, int remove_it) {
    return disk_below(f)->pMethods->xShmUnmap(disk_below(f), remove_it);
}

static inline disk_part disk_part_of(int flags) {
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) return DISK_MAIN;
    return (flags & SQLITE_OPEN_WAL) != 0 ? DISK_WAL : DISK_OTHER;
}

static inline int disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                            int *out) {
    (void)vfs;
    int status = disk.below->xOpen(disk.below, name, disk_below(file), flags, out);
    file->pMethods = disk_below(file)->pMethods != NULL ? &disk.methods : NULL;
    ((disk_file *)file)->part = disk_part_of(flags);
    return status;
}

/* From here on every file of SQLite's in this program is on that disk, which does not end. */
static inline void disk_install(void) {
    disk.below = sqlite3_vfs_find(NULL);
    disk.shim = *disk.below; /* everything but opening and deleting is the system's */
    disk.shim.zName = "ending";
    disk.shim.szOsFile = disk.below->szOsFile + (int)sizeof(disk_file);
    disk.shim.xOpen = disk_open;
    disk.shim.xDelete = disk_delete;
    disk.methods = (sqlite3_io_methods){.iVersion = 2,
                                        .xClose = disk_close,
                                        .xRead = disk_read,
                                        .xWrite = disk_write,
                                        .xTruncate = disk_truncate,
                                        .xSync = disk_sync,
                                        .xFileSize = disk_size,
                                        .xLock = disk_lock,
                                        .xUnlock = disk_unlock,
                                        .xCheckReservedLock = disk_reserved,
                                        .xFileControl = disk_control,
                                        .xSectorSize = disk_sector,
                                        .xDeviceCharacteristics = disk_device,
                                        .xShmMap = disk_shm_map,
                                        .xShmLock = disk_shm_lock,
                                        .xShmBarrier = disk_shm_barrier,
                                        .xShmUnmap = disk_shm_unmap};
    disk.left = -1;
    sqlite3_vfs_register(&disk.shim, 1);
}

static inline void disk_end_after(long left, disk_end how, uint64_t chance) {
    disk.left = left;
    disk.how = how;
    disk.chance = chance;
}

#endif
