/* SPDX-License-Identifier: Apache-2.0 */
/* Where AIS comes from: one file, a directory of files, or the network, as chunks of bytes. */
#include "input.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ROOM = 1 << 18, MOST_FILES = 100000, WAIT_MS = 200 };

struct cw_ais_input {
    atomic_int stop; /* without a lock: also in a signal handler */
    cw_ais_input_counts counts;
    net *net;
    packed *file;
    struct dirent **entries; /* of a directory, by name */
    size_t entry_count, next;
    char directory[1024], path[1400];
    char bytes[ROOM];
};

static int is_file_name(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static bool open_directory(cw_ais_input *input, const char *where, cw_error *err) {
    int count = scandir(where, &input->entries, is_file_name, alphasort);
    if (count < 0)
        return cw_fail(err, CW_ERR_INPUT, "%s: cannot be read: %s", where, strerror(errno));
    input->entry_count = (size_t)count;
    if (count > MOST_FILES)
        return cw_fail(err, CW_ERR_INPUT, "%s: holds more than %d files", where, MOST_FILES);
    if (strlen(where) >= sizeof input->directory)
        return cw_fail(err, CW_ERR_INPUT, "%s: the name is too long", where);
    strcpy(input->directory, where);
    return true;
}

static bool open_file(cw_ais_input *input, const char *where, cw_error *err) {
    snprintf(input->path, sizeof input->path, "%s", strcmp(where, "-") == 0 ? "stdin" : where);
    input->file = packed_open(where, err);
    return input->file != NULL;
}

cw_ais_input *cw_ais_input_open(const char *where, cw_error *err) {
    struct stat status;
    cw_ais_input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    bool good;
    if (net_is_address(where)) {
        input->net = net_open(where, err);
        good = input->net != NULL;
    } else if (stat(where, &status) == 0 && S_ISDIR(status.st_mode)) {
        good = open_directory(input, where, err);
    } else {
        good = open_file(input, where, err);
    }
    if (good) return input;
    cw_ais_input_close(input);
    return NULL;
}

void cw_ais_input_close(cw_ais_input *input) {
    if (input == NULL) return;
    for (size_t i = 0; i < input->entry_count; i++) free(input->entries[i]);
    free(input->entries);
    packed_close(input->file);
    net_close(input->net);
    free(input);
}

/* Opens the directory's next file that is one; input->file stays NULL when there are no more. */
static bool open_next(cw_ais_input *input, cw_error *err) {
    struct stat status;
    char path[1400];
    while (input->next < input->entry_count) {
        const char *name = input->entries[input->next++]->d_name;
        snprintf(path, sizeof path, "%s/%s", input->directory, name);
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) return open_file(input, path, err);
    }
    return true;
}

bool cw_ais_input_next(cw_ais_input *input, cw_ais_chunk *chunk, cw_error *err) {
    *chunk = (cw_ais_chunk){.bytes = input->bytes, .now = CW_AIS_NO_TIME, .name = input->path};
    if (atomic_load(&input->stop)) return true;
    if (input->net != NULL)
        return net_read(input->net, input->bytes, ROOM, chunk, &input->stop, &input->counts, err);
    if (input->file == NULL && !open_next(input, err)) return false;
    if (input->file == NULL) return true;
    while (!packed_ready(input->file, WAIT_MS)) { /* a pipe that is silent */
        if (atomic_load(&input->stop)) return true;
    }
    if (!packed_read(input->file, input->bytes, ROOM, &chunk->length, err)) return false;
    if (chunk->length > 0) return true;
    packed_close(input->file);
    input->file = NULL;
    chunk->ends = input->next < input->entry_count; /* of the last file: the end of all */
    return true;
}

void cw_ais_input_stop(cw_ais_input *input) {
    atomic_store(&input->stop, 1);
}

cw_ais_input_counts cw_ais_input_told(const cw_ais_input *input) {
    return input->counts;
}

int cw_ais_input_port(const cw_ais_input *input) {
    return input->net != NULL ? net_port(input->net) : 0;
}
