/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All or nothing. Files are written in a hidden working directory inside the target, so that the
 * renames at the end stay on one file system and cannot fail for want of room. Commit first makes
 * every file durable (fsync), keeps a second link to each old file that is about to be replaced,
 * then renames the new ones over them; a rename that fails puts the old ones back. Directories that
 * were made for the purpose are removed again when nothing came of it. What a killed run left is
 * removed by the next one (output_place.c).
 *
 * Each rename is atomic; the set is not, for a machine that loses power in the middle: then every
 * file is whole, but some may be of the old run. No portable file system offers more.
 */
#include <crosswatch/report.h>

#include "report/output_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_FILES = 32, MOST_PATH = 4096 };

typedef struct file {
    char *name, *work, *target, *old;
    bool replaces, placed; /* `old` holds what stood there before; the new one is in place */
} file;

struct cw_output {
    char *directory, *work;
    file files[MOST_FILES];
    size_t count;
    size_t made_from; /* length of the first directory that we made; 0: none */
    bool committed;
    int hold; /* of the working directory, while it is ours */
};

/* Bad use (2) where the user can mend the path; else the machine's fault (3). */
static cw_error_code blame(int number) {
    switch (number) {
    case ENOTDIR:
    case EISDIR:
    case EACCES:
    case EPERM:
    case ENAMETOOLONG:
    case ELOOP:
        return CW_ERR_INPUT;
    default:
        return CW_ERR_MACHINE;
    }
}

static char *join(const char *directory, const char *prefix, const char *name) {
    char *path;
    bool slash = directory[strlen(directory) - 1] == '/';
    if (asprintf(&path, "%s%s%s%s", directory, slash ? "" : "/", prefix, name) < 0) return NULL;
    return path;
}

/* ---- directories --------------------------------------------------------------------------- */

static bool is_directory(const char *path) {
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* mkdir -p; remembers where the part that did not exist begins. */
static bool make_directories(cw_output *output, cw_error *err) {
    char *path = output->directory;
    size_t length = strlen(path);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0') continue;
        if (path[i - 1] == '/') continue;
        char kept = path[i];
        path[i] = '\0';
        bool made = mkdir(path, 0777) == 0;
        int number = errno;
        bool there = made || is_directory(path);
        if (!there && number == EEXIST) number = ENOTDIR;
        if (made && output->made_from == 0) output->made_from = i;
        if (!there) {
            cw_fail(err, blame(number), "cannot make the directory %s: %s", path,
                    number == ENOTDIR ? CW_SAID("a part of it is a file") : strerror(number));
        }
        path[i] = kept;
        if (!there) return false;
    }
    return true;
}

/* Removes the directories that we made, deepest first; those that hold something stay. */
static void remove_directories(cw_output *output) {
    if (output->made_from == 0) return;
    char *path = output->directory;
    for (size_t i = strlen(path); i >= output->made_from; i--) {
        if (path[i] != '/' && path[i] != '\0') continue;
        path[i] = '\0';
        if (rmdir(path) != 0 && errno != ENOENT) return;
    }
}

static bool sync_path(const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) return false;
    /* Some file systems cannot sync a directory and say EINVAL: nothing more can be done there. */
    bool good = fsync(fd) == 0 || errno == EINVAL || errno == EROFS;
    int number = errno;
    close(fd);
    errno = number;
    return good;
}

/* ---- begin, add ---------------------------------------------------------------------------- */

cw_output *cw_output_begin(const char *directory, cw_error *err) {
    if (directory == NULL || directory[0] == '\0' || strlen(directory) > MOST_PATH) {
        cw_fail(err, CW_ERR_INPUT, "the output directory's name is %s",
                directory == NULL || directory[0] == '\0' ? CW_SAID("empty") : CW_SAID("too long"));
        return NULL;
    }
    cw_output *output = calloc(1, sizeof *output);
    if (output != NULL) output->directory = strdup(directory);
    if (output == NULL || output->directory == NULL) {
        cw_fail_memory(err);
    } else if (make_directories(output, err)) {
        output_place_sweep(directory);
        output->work = output_place_make(directory, &output->hold);
        if (output->work != NULL) return output;
        cw_fail(err, blame(errno), "cannot write to the directory %s: %s", directory,
                strerror(errno));
    }
    cw_output_destroy(output);
    return NULL;
}

const char *cw_output_path(cw_output *output, const char *name, cw_error *err) {
    for (size_t i = 0; i < output->count; i++) {
        if (strcmp(output->files[i].name, name) == 0) return output->files[i].work;
    }
    if (output->count == MOST_FILES || name[0] == '\0' || name[0] == '.' || strchr(name, '/')) {
        cw_fail(err, CW_ERR_MACHINE, "\"%s\" is no name for an output file", name);
        return NULL;
    }
    file *f = &output->files[output->count];
    *f = (file){.name = strdup(name),
                .work = join(output->work, "", name),
                .target = join(output->directory, "", name),
                .old = join(output->work, OUTPUT_OLD, name)};
    output->count++;
    if (f->name != NULL && f->work != NULL && f->target != NULL && f->old != NULL) return f->work;
    cw_fail_memory(err);
    return NULL;
}

/* ---- commit -------------------------------------------------------------------------------- */

static bool prepare(const file *f, cw_error *err) {
    struct stat s;
    if (!sync_path(f->work, O_RDONLY)) {
        return cw_fail(err, CW_ERR_MACHINE, "cannot finish writing %s: %s", f->target,
                       strerror(errno));
    }
    if (lstat(f->target, &s) == 0 && S_ISDIR(s.st_mode)) {
        return cw_fail(err, CW_ERR_INPUT, "cannot write %s: a directory of that name is there",
                       f->target);
    }
    return true;
}

/* A second link to the old file where the file system has links, else the old file itself. */
static bool keep_old(file *f) {
    f->replaces = link(f->target, f->old) == 0;
    if (f->replaces || errno == ENOENT) return true;
    f->replaces = rename(f->target, f->old) == 0;
    return f->replaces;
}

static bool place(file *f, cw_error *err) {
    if (keep_old(f)) f->placed = rename(f->work, f->target) == 0;
    return f->placed
           || cw_fail(err, blame(errno), "cannot put %s in place: %s", f->target, strerror(errno));
}

static void put_back(file *f) {
    if (f->replaces) {
        rename(f->old, f->target);
    } else if (f->placed) {
        unlink(f->target);
    }
    f->placed = f->replaces = false;
}

bool cw_output_commit(cw_output *output, cw_error *err) {
    bool good = true;
    for (size_t i = 0; i < output->count && good; i++) good = prepare(&output->files[i], err);
    for (size_t i = 0; i < output->count && good; i++) good = place(&output->files[i], err);
    if (good && !sync_path(output->directory, O_RDONLY | O_DIRECTORY)) {
        good = cw_fail(err, CW_ERR_MACHINE, "cannot finish writing to %s: %s", output->directory,
                       strerror(errno));
    }
    for (size_t i = output->count; !good && i > 0; i--) put_back(&output->files[i - 1]);
    output->committed = good;
    return good;
}

void cw_output_destroy(cw_output *output) {
    if (output == NULL) return;
    for (size_t i = 0; i < output->count; i++) {
        file *f = &output->files[i];
        if (f->work != NULL) unlink(f->work);
        if (f->old != NULL) unlink(f->old);
        free(f->name);
        free(f->work);
        free(f->target);
        free(f->old);
    }
    if (output->work != NULL) output_place_remove(output->work, output->hold);
    if (!output->committed && output->directory != NULL) remove_directories(output);
    free(output->work);
    free(output->directory);
    free(output);
}
