/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hidden working directory that a run writes in. A run that is killed cannot remove it, so the
 * next one into the same directory does. Which are left over, a lock tells: each run holds one
 * (flock) on a file in its own, and the system lets go of it when the process ends, however it
 * ends. Whoever can take the lock of another's finds nobody alive there.
 *
 * Two cannot be in the same one: between making a directory and locking it, a sweep may come, lock
 * first and remove it; the maker sees that its lock is of a file that is gone, and makes another.
 *
 * Only what looks as we make it is touched: the name, a real directory, of this user, plain files
 * one level deep. On a file system without locks nothing is removed.
 */
#include "report/output_place.h"

#include <crosswatch/base.h>

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX    ".crosswatch-"
#define LOCK_NAME ".lock"
enum { RANDOM_PART = 6, MOST_MAKES = 100 };

/* ---- making --------------------------------------------------------------------------------- */

typedef enum held { HELD, HELD_BY_ANOTHER, HELD_BY_NONE } held; /* none: there are no locks */

/* Takes the lock in the directory `at`, if nobody has it. */
static held take_lock(int at, int *hold) {
    struct stat s;
    *hold = openat(at, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*hold < 0) return errno == ENOENT ? HELD_BY_ANOTHER : HELD_BY_NONE;
    held who = HELD;
    if (flock(*hold, LOCK_EX | LOCK_NB) != 0)
        who = errno == EWOULDBLOCK ? HELD_BY_ANOTHER : HELD_BY_NONE;
    else if (fstat(*hold, &s) != 0 || s.st_nlink == 0)
        who = HELD_BY_ANOTHER; /* it was removed between the two */
    if (who == HELD) return who;
    close(*hold);
    *hold = -1;
    return who;
}

static char *try_make(const char *directory, int *hold, bool *again) {
    char *path;
    bool slash = directory[strlen(directory) - 1] == '/';
    *hold = -1;
    *again = false;
    if (asprintf(&path, "%s%s" PREFIX "XXXXXX", directory, slash ? "" : "/") < 0) {
        errno = ENOMEM;
        return NULL;
    }
    if (mkdtemp(path) != NULL) {
        int at = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        *again = at < 0 ? errno == ENOENT : take_lock(at, hold) == HELD_BY_ANOTHER;
        if (at >= 0) close(at);
        if (!*again) return path;
    }
    int number = errno;
    free(path);
    errno = number;
    return NULL;
}

char *output_place_make(const char *directory, int *hold) {
    bool again = true;
    char *path = NULL;
    for (int i = 0; i < MOST_MAKES && again; i++) path = try_make(directory, hold, &again);
    return path;
}

/* The lock goes last, and is let go of after it: a sweep meets the whole or nothing. */
void output_place_remove(const char *place, int hold) {
    int at = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at >= 0) {
        unlinkat(at, LOCK_NAME, 0);
        close(at);
    }
    rmdir(place);
    if (hold >= 0) close(hold);
}

/* ---- sweeping ------------------------------------------------------------------------------- */

static bool is_ours(int directory, const char *name) {
    struct stat s;
    size_t prefix = strlen(PREFIX);
    if (strncmp(name, PREFIX, prefix) != 0 || strlen(name) != prefix + RANDOM_PART) return false;
    for (const char *c = name + prefix; *c != '\0'; c++) {
        if (!isalnum((unsigned char)*c)) return false;
    }
    return fstatat(directory, name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(s.st_mode)
           && s.st_uid == geteuid();
}

/* Where the file system has no links, a run moves an old file out of the way before the new one
 * takes its place: killed between the two, it leaves the only copy here. */
static void remove_one(int directory, int place, const char *name) {
    struct stat s;
    size_t old = strlen(OUTPUT_OLD);
    if (fstatat(place, name, &s, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(s.st_mode)) return;
    bool moved = strncmp(name, OUTPUT_OLD, old) == 0 && name[old] != '\0'
                 && fstatat(directory, name + old, &s, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
    if (moved)
        renameat(place, name, directory, name + old);
    else if (strcmp(name, LOCK_NAME) != 0)
        unlinkat(place, name, 0);
}

static void remove_files(int directory, int place) {
    DIR *list = fdopendir(dup(place));
    if (list == NULL) return;
    for (struct dirent *e; (e = readdir(list)) != NULL;) remove_one(directory, place, e->d_name);
    closedir(list);
}

static void sweep_one(int directory, const char *name) {
    int hold = -1;
    int place = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (place < 0) return;
    if (take_lock(place, &hold) == HELD) {
        remove_files(directory, place);
        unlinkat(place, LOCK_NAME, 0);
        unlinkat(directory, name, AT_REMOVEDIR);
    }
    if (hold >= 0) close(hold);
    close(place);
}

void output_place_sweep(const char *directory) {
    DIR *list = opendir(directory);
    if (list == NULL) return;
    for (struct dirent *e; (e = readdir(list)) != NULL;) {
        if (is_ours(dirfd(list), e->d_name)) sweep_one(dirfd(list), e->d_name);
    }
    closedir(list);
}
