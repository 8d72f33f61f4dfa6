/* SPDX-License-Identifier: Apache-2.0 */
/* Where the coast comes from: the cache, a vector file, and files that will not do. */
#include "support.h"

#include <crosswatch/geo.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const cw_box strait = {50.0, 0.0, 52.0, 3.0};

static cw_coast *coast_or_skip(cw_box box, const char *cache) {
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(NULL, box, cache, &err);
    if (coast == NULL) {
        print_message("skipped: %s\n", err.message);
        skip();
    }
    return coast;
}

/* A small polygon file stands for the coast, so that these tests need no GSHHG. */
static const char land_text[] =
    "{\"type\":\"Polygon\",\"coordinates\":[[[1,51],[1.3,51],[1.3,51.3],[1,51.3],[1,51]],"
    "[[1.1,51.1],[1.2,51.1],[1.2,51.2],[1.1,51.1]]]}";

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static cw_coast *load_or_fail(const char *path, cw_box box, const char *cache) {
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(path, box, cache, &err);
    if (coast == NULL) fail_msg("%s", err.message);
    return coast;
}

static void assert_same(const cw_coast *a, const cw_coast *b) {
    assert_int_equal(a->point_count, b->point_count);
    assert_int_equal(a->ring_count, b->ring_count);
    assert_memory_equal(a->points, b->points, a->point_count * sizeof *a->points);
    for (size_t i = 0; i < a->ring_count; i++) {
        assert_int_equal(a->rings[i].first, b->rings[i].first);
        assert_int_equal(a->rings[i].count, b->rings[i].count);
        assert_int_equal(a->rings[i].hole, b->rings[i].hole);
    }
}

/* The cached files in `folder`; the name of the last in `name`. */
static int cached(const char *folder, char name[1400]) {
    int count = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        snprintf(name, 1400, "%s/%s", folder, entry->d_name);
        count++;
    }
    closedir(directory);
    return count;
}

static void cache_gives_the_same(void **state) {
    (void)state;
    char folder[1024], name[1400];
    support_directory(folder);
    cw_coast *fresh = coast_or_skip(strait, folder);
    assert_int_equal(cached(folder, name), 1);
    cw_coast *again = coast_or_skip(strait, folder);
    assert_same(fresh, again);
    assert_string_equal(fresh->source, again->source);
    cw_coast_destroy(again);
    cw_coast_destroy(fresh);
    support_remove(folder);
}

typedef struct stand {
    char folder[1024], path[1100], cache[1100], name[1400];
    cw_coast *fresh;
} stand;

static void stand_begin(stand *s) {
    support_directory(s->folder);
    snprintf(s->path, sizeof s->path, "%s/land.geojson", s->folder);
    snprintf(s->cache, sizeof s->cache, "%s/a/cache", s->folder);
    write_text(s->path, land_text);
    s->fresh = load_or_fail(s->path, strait, s->cache);
    assert_int_equal(cached(s->cache, s->name), 1);
}

static void stand_end(stand *s) {
    cw_coast_destroy(s->fresh);
    support_remove(s->folder);
}

/* Each byte changed, each length cut: the coast comes out the same, read anew where the cache will
 * not do. (To see that the cache would be used when whole: the next test.) */
static void cache_survives_damage_anywhere(void **state) {
    (void)state;
    stand s;
    struct stat info;
    stand_begin(&s);
    assert_int_equal(stat(s.name, &info), 0);
    for (long at = 0; at < (long)info.st_size; at += 3) {
        FILE *file = fopen(s.name, "r+b");
        fseek(file, at, SEEK_SET);
        int byte = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(byte ^ 0x41, file);
        fclose(file);
        cw_coast *again = load_or_fail(s.path, strait, s.cache);
        assert_same(s.fresh, again);
        cw_coast_destroy(again);
        assert_int_equal(truncate(s.name, at), 0);
        again = load_or_fail(s.path, strait, s.cache);
        assert_same(s.fresh, again);
        cw_coast_destroy(again);
        assert_int_equal(cached(s.cache, s.name), 1); /* mended, nothing left aside */
    }
    stand_end(&s);
}

/* The cache stands in for the file only while file and box are those it was made from. The file is
 * replaced by another of the same size: with its old time the cache answers (which shows that it is
 * used), with a new time the file does. */
static void cache_knows_what_it_was_made_from(void **state) {
    (void)state;
    stand s;
    struct stat before;
    stand_begin(&s);
    assert_int_equal(stat(s.path, &before), 0);
    char other[sizeof land_text];
    memcpy(other, land_text, sizeof other);
    strstr(other, "1.3,51.3")[2] = '4';
    write_text(s.path, other);
    struct timespec times[2] = {before.st_atim, before.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, s.path, times, 0), 0);
    cw_coast *again = load_or_fail(s.path, strait, s.cache);
    assert_same(s.fresh, again);
    cw_coast_destroy(again);

    times[1].tv_sec += 1;
    assert_int_equal(utimensat(AT_FDCWD, s.path, times, 0), 0);
    again = load_or_fail(s.path, strait, s.cache);
    assert_close(again->points[2].lon_deg, 1.4, 1e-12);
    cw_coast_destroy(again);

    cw_box wider = strait;
    wider.east_deg += 1.0;
    again = load_or_fail(s.path, wider, s.cache);
    cw_coast_destroy(again);
    assert_int_equal(cached(s.cache, s.name), 3); /* a file for each origin */
    stand_end(&s);
}

/* Eight processes at once on an empty cache: all read the same coast, one file stays. */
static void cache_stands_many_writers(void **state) {
    (void)state;
    stand s;
    stand_begin(&s);
    for (int round = 0; round < 10; round++) {
        assert_int_equal(remove(s.name), 0);
        pid_t child[8];
        for (int i = 0; i < 8; i++) {
            child[i] = fork();
            if (child[i] != 0) continue;
            cw_coast *mine = cw_coast_load(s.path, strait, s.cache, NULL);
            bool same =
                mine != NULL && mine->point_count == s.fresh->point_count
                && memcmp(mine->points, s.fresh->points, mine->point_count * sizeof *mine->points)
                       == 0;
            _exit(same ? 0 : 1);
        }
        for (int i = 0; i < 8; i++) {
            int status = -1;
            assert_int_equal(waitpid(child[i], &status, 0), child[i]);
            assert_int_equal(status, 0);
        }
        assert_int_equal(cached(s.cache, s.name), 1);
    }
    stand_end(&s);
}

static void cache_that_cannot_be_written_is_no_error(void **state) {
    (void)state;
    stand s;
    stand_begin(&s);
    char place[1200];
    snprintf(place, sizeof place, "%s/cache", s.path); /* below a file */
    cw_coast *again = load_or_fail(s.path, strait, place);
    assert_same(s.fresh, again);
    cw_coast_destroy(again);
    stand_end(&s);
}

static void vector_file_instead(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/land.geojson", folder);
    write_text(path, land_text);
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(path, strait, NULL, &err);
    if (coast == NULL) fail_msg("%s", err.message);
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -90e3, -90e3, 90e3, 90e3, 200.0, 1000.0, &err);
    assert_non_null(mask);
    assert_true(cw_landmask_is_land(mask, cw_plane_forward(plane, (cw_position){51.13, 1.26})));
    assert_false(cw_landmask_is_land(mask, cw_plane_forward(plane, (cw_position){51.0, 1.5})));
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
    support_remove(folder);
}

static void refuses_bad_files(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/coast.nc", folder);
    cw_error err = {0};
    assert_null(cw_coast_load(path, strait, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "coast.nc");
    FILE *file = fopen(path, "wb");
    fputs("CDF\001 and then nothing", file);
    fclose(file);
    err = (cw_error){0};
    assert_null(cw_coast_load(path, strait, NULL, &err));
    assert_mentions(err.message, "coast.nc");
    err = (cw_error){0};
    assert_null(cw_coast_load(NULL, (cw_box){52.0, 0.0, 50.0, 3.0}, NULL, &err));
    support_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cache_gives_the_same),
        cmocka_unit_test(cache_survives_damage_anywhere),
        cmocka_unit_test(cache_knows_what_it_was_made_from),
        cmocka_unit_test(cache_stands_many_writers),
        cmocka_unit_test(cache_that_cannot_be_written_is_no_error),
        cmocka_unit_test(vector_file_instead),
        cmocka_unit_test(refuses_bad_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
