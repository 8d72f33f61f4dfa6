/* SPDX-License-Identifier: Apache-2.0 */
/* The readers of the public sets' plain formats: what they read, and that damaged files are refused
 * with the file's name. */
#include "draws.h"
#include "plain_formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[1024], path[1100];

static int make_folder(void **state) {
    (void)state;
    support_directory(folder);
    snprintf(path, sizeof path, "%s/file.txt", folder);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    support_remove(folder);
    return 0;
}

static void write_file(const char *text, size_t length) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static bool reads_graph(const char *text, size_t length, cw_error *err) {
    median_graph g;
    write_file(text, length);
    *err = (cw_error){0};
    bool good = median_graph_read(path, &g, err);
    if (good) free(g.distance);
    return good;
}

static bool reads_points(const char *text, size_t length, cw_error *err) {
    orient_points p;
    write_file(text, length);
    *err = (cw_error){0};
    bool good = orient_points_read(path, &p, err);
    if (good) orient_points_free(&p);
    return good;
}

static void reads_a_graph(void **state) {
    (void)state;
    static const char text[] = "4 5 2\n1 2 9\n2 3 5\n3 4 7\n1 2 3\n1 4 100\n";
    median_graph g;
    cw_error err = {0};
    write_file(text, strlen(text));
    assert_true(median_graph_read(path, &g, &err));
    assert_int_equal(g.nodes, 4);
    assert_int_equal(g.open, 2);
    assert_close(g.distance[0 * 4 + 1], 3.0, 0.0);  /* the last of two lengths holds */
    assert_close(g.distance[3 * 4 + 0], 15.0, 0.0); /* by 2 and 3, not straight */
    free(g.distance);
}

static void refuses_damaged_graphs(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "4 5",
                                      "0 0 0",
                                      "4 1 5\n1 2 3",
                                      "99999999 1 1",
                                      "2 1 1\n1 3 4",
                                      "2 1 1\n0 1 4",
                                      "2 1 1\n1 2 -4",
                                      "2 1 1\n1 2 x",
                                      "2 2 1\n1 2 4",
                                      "3 1 1\n1 2 4",
                                      "-2 1 1\n1 2 4",
                                      "2 1 1\n1 2 99999999999999999999"};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        cw_error err;
        assert_false(reads_graph(bad[k], strlen(bad[k]), &err));
        assert_mentions(err.message, "file.txt");
    }
    cw_error err = {0};
    median_graph g;
    assert_false(median_graph_read("/no/such/file", &g, &err));
    assert_mentions(err.message, "/no/such/file");
}

static void refuses_damaged_points(void **state) {
    (void)state;
    static const char good[] = "n 3\nm 1\ntmax 5\n0 0 0\n1 1 7\n2 0 0\n";
    static const char *const bad[] = {"",
                                      "n 3",
                                      "n 1\nm 1\ntmax 5\n0 0 0\n",
                                      "n 3\nm 0\ntmax 5\n",
                                      "n 3\nm 1\ntmax nan\n0 0 0\n1 1 7\n2 0 0\n",
                                      "n 3\nm 1\ntmax 5\n0 0 0\n1 1 7\n",
                                      "n 3\nm 1\ntmax 5\n0 0 0\n1 inf 7\n2 0 0\n",
                                      "n 99999999\nm 1\ntmax 5\n",
                                      "m 3\nn 1\ntmax 5\n"};
    cw_error err;
    assert_true(reads_points(good, strlen(good), &err));
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        assert_false(reads_points(bad[k], strlen(bad[k]), &err));
        assert_mentions(err.message, "file.txt");
    }
}

/* Bytes changed at random: read or refused, and nothing else (the sanitizers look on). */
static void survives_changed_bytes(void **state) {
    (void)state;
    static const char graph[] = "4 4 2\n1 2 9\n2 3 5\n3 4 7\n1 4 100\n";
    static const char points[] = "n 3\nm 1\ntmax 5\n0 0 0\n1 1 7\n2 0 0\n";
    size_t refused = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        char text[64];
        cw_error err;
        bool is_graph = seed % 2 == 0;
        const char *from = is_graph ? graph : points;
        size_t length = strlen(from);
        memcpy(text, from, length);
        for (size_t k = 0; k < 1 + seed % 3; k++)
            text[(size_t)(drawn(seed, 2 * k) * (double)length)] =
                (char)(drawn(seed, 2 * k + 1) * 256.0 - 128.0);
        bool good = is_graph ? reads_graph(text, length, &err) : reads_points(text, length, &err);
        if (!good) assert_true(err.message[0] != '\0');
        refused += good ? 0 : 1;
    }
    assert_true(refused > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_graph), cmocka_unit_test(refuses_damaged_graphs),
        cmocka_unit_test(refuses_damaged_points), cmocka_unit_test(survives_changed_bytes)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
