/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of the coast's cache: used only when whole, then with sound rings. The cache
 * names its files after what the coast was made from, so a fixed file stands for that: ./land, with
 * a fixed time, in a directory of its own, and the corpus holds a cache made for it. */
#include "geo/rings.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const cw_box box = {50.0, 0.0, 52.0, 3.0};
static int place = -1;    /* the directory */
static char cached[4096]; /* the one file in its cache/ */

/* Writes a cache for a triangle, to learn its name. */
static bool learn_name(void) {
    ring_list list = {0};
    static const cw_position corner[] = {{51.0, 1.0}, {51.0, 1.3}, {51.3, 1.3}};
    bool done = rings_begin(&list, false, NULL);
    for (int i = 0; i < 3; i++) done = done && rings_add(&list, corner[i], NULL);
    done = done && rings_end(&list, NULL);
    if (done) coast_cache_write("cache", "land", box, &list);
    rings_free(&list);
    DIR *cache = opendir("cache");
    for (struct dirent *entry; cache != NULL && (entry = readdir(cache)) != NULL;)
        if (entry->d_name[0] != '.') snprintf(cached, sizeof cached, "cache/%s", entry->d_name);
    if (cache != NULL) closedir(cache);
    return cached[0] != '\0';
}

static void leave(void) {
    unlinkat(place, cached, 0);
    unlinkat(place, "cache", AT_REMOVEDIR);
    unlinkat(place, "land", 0);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    char directory[] = "/tmp/crosswatch-fuzz-XXXXXX";
    int home = open(".", O_RDONLY | O_DIRECTORY);
    if (home < 0 || mkdtemp(directory) == NULL || chdir(directory) != 0) exit(3);
    place = open(".", O_RDONLY | O_DIRECTORY);
    int land = open("land", O_WRONLY | O_CREAT, 0600);
    struct timespec times[2] = {{.tv_sec = 1637719200}, {.tv_sec = 1637719200}};
    if (land < 0 || futimens(land, times) != 0 || !learn_name()) exit(3);
    close(land);
    if (fchdir(home) != 0) exit(3); /* libFuzzer's own paths are relative to it */
    close(home);
    atexit(leave);
    return 0;
}

static void check(const cw_coast *c) {
    size_t next = 0;
    for (size_t r = 0; r < c->ring_count; r++) {
        if (c->rings[r].first != next) abort();
        next += c->rings[r].count;
    }
    if (next != c->point_count) abort();
    for (size_t i = 0; i < c->point_count; i++)
        if (!isfinite(c->points[i].lat_deg) || !isfinite(c->points[i].lon_deg)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ring_list list = {0};
    int home = open(".", O_RDONLY | O_DIRECTORY);
    if (home < 0 || fchdir(place) != 0) return 0;
    FILE *file = fopen(cached, "wb");
    bool written = file != NULL && fwrite(data, 1, size, file) == size;
    if (file != NULL) written = fclose(file) == 0 && written;
    if (written && coast_cache_read("cache", "land", box, &list)) check(&list.coast);
    rings_free(&list);
    if (fchdir(home) != 0) abort();
    close(home);
    return 0;
}
