/* SPDX-License-Identifier: Apache-2.0 */
/* Signs of UTF-8, in well-formed sequences only: The Unicode Standard 15, table 3-7. */
#include <crosswatch/base.h>

/* Length of the sequence that `lead` begins and the range of its second byte; 0: none begins so. */
static size_t sequence(uint8_t lead, uint8_t *low, uint8_t *high) {
    *low = 0x80;
    *high = 0xbf;
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) {
        if (lead == 0xe0) *low = 0xa0;
        if (lead == 0xed) *high = 0x9f;
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        if (lead == 0xf0) *low = 0x90;
        if (lead == 0xf4) *high = 0x8f;
        return 4;
    }
    return 0;
}

size_t cw_utf8_sign(const char *bytes, size_t length, uint32_t *sign) {
    const uint8_t *at = (const uint8_t *)bytes;
    uint8_t low, high;
    size_t count = length > 0 ? sequence(at[0], &low, &high) : 0;
    if (count == 0 || count > length) return 0;
    *sign = count == 1 ? at[0] : at[0] & (0x7fU >> count);
    for (size_t i = 1; i < count; i++) {
        if (at[i] < (i == 1 ? low : 0x80) || at[i] > (i == 1 ? high : 0xbf)) return 0;
        *sign = *sign << 6 | (at[i] & 0x3fU);
    }
    return count;
}
