/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All or nothing: whatever fails, the directory holds what it held before. Failures of the system
 * are injected by standing in for rename and fsync, which the library then calls instead of the C
 * library's.
 */
#include "worked.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int renames_until_failure = -1, syncs_until_failure = -1; /* -1: never */

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library's own */
int rename(const char *from, const char *to) {
    if (renames_until_failure >= 0 && renames_until_failure-- == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int fsync(int fd) {
    if (syncs_until_failure >= 0 && syncs_until_failure-- == 0) {
        errno = ENOSPC;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

/* ---- helpers ---- */

static void put(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void put_in(const char *directory, const char *name, const char *text) {
    char path[1300];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    put(path, text);
}

static void expect(const char *directory, const char *name, const char *text) {
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    char *found = worked_slurp(path, NULL);
    assert_string_equal(found, text);
    free(found);
}

/* Entries other than . and .., hidden ones too. */
static int entries(const char *directory) {
    DIR *d = opendir(directory);
    int count = 0;
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
        count += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return count;
}

static cw_output *begun(const char *directory) {
    cw_error err = {0};
    cw_output *output = cw_output_begin(directory, &err);
    if (output == NULL) fail_msg("%s", err.message);
    return output;
}

static void write_file(cw_output *output, const char *name, const char *text) {
    cw_error err = {0};
    const char *path = cw_output_path(output, name, &err);
    assert_non_null(path);
    put(path, text);
}

/* ---- tests ---- */

static void test_commit_puts_all_in_place(void **state) {
    (void)state;
    char directory[1024];
    cw_error err = {0};
    support_directory(directory);
    put_in(directory, "a.txt", "old a");
    put_in(directory, "mine.txt", "not ours");
    cw_output *output = begun(directory);
    write_file(output, "a.txt", "new a");
    write_file(output, "b.txt", "new b");
    expect(directory, "a.txt", "old a"); /* nothing shows before the commit */
    assert_int_equal(entries(directory), 3);
    assert_true(cw_output_commit(output, &err));
    cw_output_destroy(output);
    expect(directory, "a.txt", "new a");
    expect(directory, "b.txt", "new b");
    expect(directory, "mine.txt", "not ours");
    assert_int_equal(entries(directory), 3);
    support_remove(directory);
}

static void test_same_name_twice_is_one_file(void **state) {
    (void)state;
    char directory[1024];
    cw_error err = {0};
    support_directory(directory);
    cw_output *output = begun(directory);
    assert_ptr_equal(cw_output_path(output, "a", &err), cw_output_path(output, "a", &err));
    assert_null(cw_output_path(output, "../a", &err));
    assert_null(cw_output_path(output, ".a", &err));
    assert_null(cw_output_path(output, "", &err));
    cw_output_destroy(output);
    support_remove(directory);
}

static void test_destroy_without_commit_leaves_nothing(void **state) {
    (void)state;
    char directory[1024], deep[1200], sub[1100];
    support_directory(directory);
    snprintf(deep, sizeof deep, "%s/x/y//z/", directory);
    snprintf(sub, sizeof sub, "%s/x", directory);
    cw_output *output = begun(deep);
    write_file(output, "a.txt", "a");
    assert_int_equal(access(sub, F_OK), 0);
    cw_output_destroy(output);
    assert_int_equal(entries(directory), 0); /* the parents made for it are gone too */
    cw_output_destroy(NULL);
    support_remove(directory);
}

static void test_directories_made_stay_after_commit(void **state) {
    (void)state;
    char directory[1024], deep[1200];
    cw_error err = {0};
    support_directory(directory);
    snprintf(deep, sizeof deep, "%s/x/y", directory);
    cw_output *output = begun(deep);
    write_file(output, "a.txt", "a");
    assert_true(cw_output_commit(output, &err));
    cw_output_destroy(output);
    expect(deep, "a.txt", "a");
    assert_int_equal(entries(deep), 1);
    support_remove(directory);
}

/* Three files, two of them over old ones; the n-th rename fails, for every n. */
static void test_failing_rename_restores_the_old_files(void **state) {
    (void)state;
    for (int n = 0; n < 3; n++) {
        char directory[1024];
        cw_error err = {0};
        support_directory(directory);
        put_in(directory, "a.txt", "old a");
        put_in(directory, "c.txt", "old c");
        cw_output *output = begun(directory);
        write_file(output, "a.txt", "new a");
        write_file(output, "b.txt", "new b");
        write_file(output, "c.txt", "new c");
        renames_until_failure = n;
        assert_false(cw_output_commit(output, &err));
        renames_until_failure = -1;
        assert_int_equal(err.code, CW_ERR_MACHINE);
        assert_mentions(err.message, n == 0 ? "a.txt" : n == 1 ? "b.txt" : "c.txt");
        cw_output_destroy(output);
        expect(directory, "a.txt", "old a");
        expect(directory, "c.txt", "old c");
        assert_int_equal(entries(directory), 2);
        support_remove(directory);
    }
}

/* A disk that turns out to be full when the data are forced out: at any file, or the directory. */
static void test_failing_sync_restores_the_old_files(void **state) {
    (void)state;
    for (int n = 0; n < 3; n++) {
        char directory[1024];
        cw_error err = {0};
        support_directory(directory);
        put_in(directory, "a.txt", "old a");
        cw_output *output = begun(directory);
        write_file(output, "a.txt", "new a");
        write_file(output, "b.txt", "new b");
        syncs_until_failure = n;
        assert_false(cw_output_commit(output, &err));
        syncs_until_failure = -1;
        assert_int_equal(err.code, CW_ERR_MACHINE);
        assert_mentions(err.message, "No space left");
        cw_output_destroy(output);
        expect(directory, "a.txt", "old a");
        assert_int_equal(entries(directory), 1);
        support_remove(directory);
    }
}

static void test_a_file_that_was_never_written(void **state) {
    (void)state;
    char directory[1024];
    cw_error err = {0};
    support_directory(directory);
    put_in(directory, "a.txt", "old a");
    cw_output *output = begun(directory);
    write_file(output, "a.txt", "new a");
    assert_non_null(cw_output_path(output, "b.txt", &err));
    assert_false(cw_output_commit(output, &err));
    assert_mentions(err.message, "b.txt");
    cw_output_destroy(output);
    expect(directory, "a.txt", "old a");
    assert_int_equal(entries(directory), 1);
    support_remove(directory);
}

static void test_a_directory_stands_in_the_way(void **state) {
    (void)state;
    char directory[1024], path[1200];
    cw_error err = {0};
    support_directory(directory);
    put_in(directory, "a.txt", "old a");
    snprintf(path, sizeof path, "%s/b.txt", directory);
    assert_int_equal(mkdir(path, 0777), 0);
    cw_output *output = begun(directory);
    write_file(output, "a.txt", "new a");
    write_file(output, "b.txt", "new b");
    assert_false(cw_output_commit(output, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "b.txt");
    cw_output_destroy(output);
    expect(directory, "a.txt", "old a");
    assert_int_equal(entries(directory), 2);
    support_remove(directory);
}

static void refused(const char *directory, cw_error_code code, const char *part) {
    cw_error err = {0};
    assert_null(cw_output_begin(directory, &err));
    assert_int_equal(err.code, code);
    assert_mentions(err.message, part);
}

static void test_places_that_will_not_do(void **state) {
    (void)state;
    char directory[1024], path[1200], below[1300];
    support_directory(directory);
    snprintf(path, sizeof path, "%s/file", directory);
    snprintf(below, sizeof below, "%s/below", path);
    put(path, "a file");
    refused("", CW_ERR_INPUT, "empty");
    refused(NULL, CW_ERR_INPUT, "empty");
    refused(path, CW_ERR_INPUT, path);
    refused(below, CW_ERR_INPUT, path);
    refused("/proc/crosswatch", CW_ERR_MACHINE, "/proc/crosswatch");
    expect(directory, "file", "a file");
    if (geteuid() != 0) { /* root may write anywhere */
        assert_int_equal(chmod(directory, 0555), 0);
        refused(directory, CW_ERR_INPUT, directory);
        assert_int_equal(chmod(directory, 0755), 0);
    }
    support_remove(directory);
}

/* ---- killed runs ---- */

/* A process that begins an output in the directory, writes into it and waits. Killed, it had no
 * time to clear up. */
static pid_t someone_writing(const char *directory) {
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        cw_error err = {0};
        cw_output *output = cw_output_begin(directory, &err);
        const char *path = output != NULL ? cw_output_path(output, "a.txt", &err) : NULL;
        FILE *file = path != NULL ? fopen(path, "wb") : NULL;
        if (file == NULL || fputs("half", file) < 0 || fclose(file) != 0) _exit(1);
        if (write(ends[1], "x", 1) != 1) _exit(1);
        for (;;) pause();
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    return pid;
}

static void kill_it(pid_t pid) {
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void test_what_a_killed_run_left_goes(void **state) {
    (void)state;
    char directory[1024];
    support_directory(directory);
    put_in(directory, "mine.txt", "not ours");
    kill_it(someone_writing(directory));
    kill_it(someone_writing(directory)); /* clears up after the first */
    assert_int_equal(entries(directory), 2);
    cw_output *output = begun(directory);
    assert_int_equal(entries(directory), 2); /* our own now */
    cw_output_destroy(output);
    expect(directory, "mine.txt", "not ours");
    assert_int_equal(entries(directory), 1);
    support_remove(directory);
}

static void test_a_living_run_is_left_alone(void **state) {
    (void)state;
    char directory[1024];
    cw_error err = {0};
    support_directory(directory);
    pid_t other = someone_writing(directory);
    cw_output *output = begun(directory), *second = begun(directory); /* also in one process */
    assert_int_equal(entries(directory), 3);
    write_file(output, "b.txt", "b");
    assert_true(cw_output_commit(output, &err));
    cw_output_destroy(output);
    cw_output_destroy(second);
    assert_int_equal(entries(directory), 2);
    kill_it(other);
    cw_output_destroy(begun(directory));
    assert_int_equal(entries(directory), 1);
    support_remove(directory);
}

/* Names that look like ours, but are not: a file, a link, a directory that holds a directory. */
static void test_only_ours_is_removed(void **state) {
    (void)state;
    char directory[1024], path[1200], inner[1300], elsewhere[1024];
    support_directory(directory);
    support_directory(elsewhere);
    put_in(elsewhere, "kept.txt", "kept");
    put_in(directory, ".crosswatch-abcdef", "a file");
    snprintf(path, sizeof path, "%s/.crosswatch-aaaaaa", directory);
    assert_int_equal(symlink(elsewhere, path), 0);
    snprintf(path, sizeof path, "%s/.crosswatch-bbbbbb", directory);
    snprintf(inner, sizeof inner, "%s/inner", path);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(mkdir(inner, 0777), 0);
    snprintf(path, sizeof path, "%s/.crosswatch-drift", directory);
    assert_int_equal(mkdir(path, 0777), 0);
    cw_output_destroy(begun(directory));
    expect(directory, ".crosswatch-abcdef", "a file");
    expect(elsewhere, "kept.txt", "kept");
    assert_int_equal(access(inner, F_OK), 0);
    assert_int_equal(entries(directory), 4);
    support_remove(directory);
    support_remove(elsewhere);
}

/* A file system without links: the old file was moved aside, and the kill came before the new one
 * took its place. */
static void test_an_old_file_goes_back(void **state) {
    (void)state;
    char directory[1024], path[1200];
    support_directory(directory);
    snprintf(path, sizeof path, "%s/.crosswatch-cccccc", directory);
    assert_int_equal(mkdir(path, 0777), 0);
    put_in(path, ".old-a.txt", "old a");
    put_in(path, ".old-b.txt", "old b");
    put_in(path, "a.txt", "new a");
    put_in(directory, "b.txt", "new b");
    cw_output_destroy(begun(directory));
    expect(directory, "a.txt", "old a");
    expect(directory, "b.txt", "new b");
    assert_int_equal(entries(directory), 2);
    support_remove(directory);
}

/* A whole run whose last files cannot be put in place. */
static void test_a_run_that_cannot_be_written(void **state) {
    (void)state;
    char directory[1024], path[1200];
    cw_error err = {0};
    cw_text names = {0};
    worked w = worked_case("constant.yaml", 100, false);
    support_directory(directory);
    put_in(directory, "map.png", "old map");
    snprintf(path, sizeof path, "%s/where.json", directory);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_false(cw_run_write(w.run, directory, CW_ENGLISH, &names, &err));
    assert_mentions(err.message, "where.json");
    assert_int_equal(names.length, 0);
    expect(directory, "map.png", "old map");
    assert_int_equal(entries(directory), 2);
    cw_text_free(&names);
    worked_free(&w);
    support_remove(directory);
}

/* Each writer tells of a full disk. */
static void test_writers_on_a_full_disk(void **state) {
    (void)state;
    static bool (*const writers[])(const cw_result *, const char *,
                                   cw_error *) = {cw_report_json, cw_report_geojson, cw_report_gpx,
                                                  cw_report_kml,  cw_report_geotiff, cw_report_map};
    worked w = worked_case("constant.yaml", 100, true);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        cw_error err = {0};
        assert_false(writers[i](&w.result, "/dev/full", &err));
        assert_int_equal(err.code, CW_ERR_MACHINE);
        assert_mentions(err.message, "/dev/full");
        err = (cw_error){0};
        assert_false(writers[i](&w.result, "/nonexistent/file", &err));
        assert_int_equal(err.code, CW_ERR_MACHINE);
        assert_mentions(err.message, "/nonexistent/file");
    }
    cw_error err = {0};
    assert_false(cw_report_tracks(&w.result, "/nonexistent/drift.nc", 1, &err));
    assert_mentions(err.message, "/nonexistent/drift.nc");
    /* Not /dev/full: netCDF-C removes a file that it cannot begin, and root may remove that one. */
    worked_free(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_commit_puts_all_in_place),
                                       cmocka_unit_test(test_same_name_twice_is_one_file),
                                       cmocka_unit_test(test_destroy_without_commit_leaves_nothing),
                                       cmocka_unit_test(test_directories_made_stay_after_commit),
                                       cmocka_unit_test(test_failing_rename_restores_the_old_files),
                                       cmocka_unit_test(test_failing_sync_restores_the_old_files),
                                       cmocka_unit_test(test_a_file_that_was_never_written),
                                       cmocka_unit_test(test_a_directory_stands_in_the_way),
                                       cmocka_unit_test(test_places_that_will_not_do),
                                       cmocka_unit_test(test_what_a_killed_run_left_goes),
                                       cmocka_unit_test(test_a_living_run_is_left_alone),
                                       cmocka_unit_test(test_only_ours_is_removed),
                                       cmocka_unit_test(test_an_old_file_goes_back),
                                       cmocka_unit_test(test_a_run_that_cannot_be_written),
                                       cmocka_unit_test(test_writers_on_a_full_disk)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
