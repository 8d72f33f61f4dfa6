/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signs of UTF-8 against the Unicode Standard: every sign there is comes back from its encoding by
 * the bit patterns of table 3-6, and of all sequences of one, two and three bytes exactly as many
 * are signs as there are signs of that length.
 */
#include <crosswatch/base.h>

#include "support.h"

static size_t encode(uint32_t sign, char to[4]) {
    if (sign < 0x80) {
        to[0] = (char)sign;
        return 1;
    }
    size_t count = sign < 0x800 ? 2 : sign < 0x10000 ? 3 : 4;
    static const unsigned lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = count - 1; i > 0; i--, sign >>= 6) to[i] = (char)(0x80 | (sign & 0x3f));
    to[0] = (char)(lead[count] | sign);
    return count;
}

static void every_sign_comes_back(void **state) {
    (void)state;
    for (uint32_t sign = 0; sign < 0x120000; sign++) {
        char bytes[4];
        uint32_t read = 0;
        size_t count = encode(sign, bytes), taken = cw_utf8_sign(bytes, count, &read);
        bool is_one = sign <= 0x10ffff && (sign < 0xd800 || sign > 0xdfff);
        assert_int_equal(taken, is_one ? count : 0);
        if (is_one) assert_int_equal(read, sign);
        assert_int_equal(cw_utf8_sign(bytes, count - 1, &read), 0); /* cut */
    }
}

/* 128 signs of one byte, 1,920 of two, 61,440 of three (65,536 less 2,048 shorter ones and 2,048
 * surrogates): nothing overlong among them. */
static void no_other_bytes_are_signs(void **state) {
    (void)state;
    size_t found[4] = {0};
    for (uint32_t n = 0; n < 1U << 24; n++) {
        char bytes[3] = {(char)(n >> 16), (char)(n >> 8), (char)n};
        uint32_t sign;
        size_t taken = cw_utf8_sign(bytes, 3, &sign);
        assert_true(taken < 4);
        /* once each: with what follows the sign zero */
        bool first = (taken == 1 && bytes[1] == 0 && bytes[2] == 0) || (taken == 2 && bytes[2] == 0)
                     || taken == 3;
        found[taken] += first;
    }
    assert_int_equal(found[1], 128);
    assert_int_equal(found[2], 0x800 - 0x80);
    assert_int_equal(found[3], 0x10000 - 0x800 - 0x800);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_sign_comes_back),
                                       cmocka_unit_test(no_other_bytes_are_signs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
