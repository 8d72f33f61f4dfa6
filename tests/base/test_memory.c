/* SPDX-License-Identifier: Apache-2.0 */
/* Arena, arrays, text and CSV. */
#include "support.h"

#include <crosswatch/base.h>
#include <stdlib.h>
#include <string.h>

static void arena_pieces_are_zeroed_and_apart(void **state) {
    (void)state;
    cw_arena *arena = cw_arena_create();
    unsigned char *pieces[500];
    for (size_t i = 0; i < 500; i++) {
        pieces[i] = cw_arena_alloc(arena, i * 7);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        for (size_t k = 0; k < i * 7; k++) assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i & 0xff), i * 7);
    }
    for (size_t i = 0; i < 500; i++) {
        for (size_t k = 0; k < i * 7; k++) assert_int_equal(pieces[i][k], i & 0xff);
    }
    assert_null(cw_arena_alloc(arena, SIZE_MAX));
    assert_string_equal(cw_arena_printf(arena, "%s %d", "unit", 3), "unit 3");
    cw_arena_destroy(arena);
    cw_arena_destroy(NULL);
}

static void arrays_refuse_overflow(void **state) {
    (void)state;
    assert_null(cw_alloc_array(SIZE_MAX / 2, 16));
    struct wide {
        char bytes[1024];
    } *wide = NULL;
    uint32_t *items = NULL;
    size_t capacity = 0;
    assert_false(cw_grow(&wide, &capacity, SIZE_MAX / 100));
    assert_null(wide);
    assert_int_equal(capacity, 0);
    for (uint32_t n = 0; n < 1000; n++) {
        assert_true(cw_grow(&items, &capacity, n + 1));
        items[n] = n * n;
    }
    assert_true(capacity >= 1000);
    for (uint32_t n = 0; n < 1000; n++) assert_int_equal(items[n], n * n);
    assert_false(cw_grow(&items, &capacity, SIZE_MAX / 4)); /* too many: they stay as they are */
    assert_int_equal(items[999], 999 * 999);
    free(items);
}

static void text_grows(void **state) {
    (void)state;
    cw_text text = {0};
    for (int i = 0; i < 2000; i++) cw_text_add(&text, "%d,", i % 10);
    assert_int_equal(text.length, 4000);
    char *large = malloc(5001);
    memset(large, 'x', 5000);
    large[5000] = '\0';
    cw_text_add(&text, "%s", large);
    assert_int_equal(text.length, 9000);
    assert_int_equal(strlen(text.data), 9000);
    free(large);
    cw_text_free(&text);
}

static void csv_fields(void **state) {
    (void)state;
    char line[] = "1,PIW-1,\"Person, in \"\"water\"\"\",,0.96\r\n";
    char *fields[8];
    assert_int_equal(cw_csv_split(line, fields, 8), 5);
    assert_string_equal(fields[0], "1");
    assert_string_equal(fields[2], "Person, in \"water\"");
    assert_string_equal(fields[3], "");
    assert_string_equal(fields[4], "0.96");
    char open[] = "a,\"never closed";
    assert_int_equal(cw_csv_split(open, fields, 8), 2);
    assert_string_equal(fields[1], "never closed");
    char many[] = "a,b,c";
    assert_int_equal(cw_csv_split(many, fields, 2), 2);
}

static void bundled_tables_are_there(void **state) {
    (void)state;
    size_t length = 0;
    assert_non_null(cw_data_file("leeway.csv", &length));
    assert_true(length > 5000);
    assert_null(cw_data_file("../etc/passwd", NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_pieces_are_zeroed_and_apart),
        cmocka_unit_test(arrays_refuse_overflow),
        cmocka_unit_test(text_grows),
        cmocka_unit_test(csv_fields),
        cmocka_unit_test(bundled_tables_are_there),
    };
    return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
