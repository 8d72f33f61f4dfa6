/* SPDX-License-Identifier: Apache-2.0 */
/* The command: finds the verb and hands over to its file. */
#include <crosswatch/crosswatch.h>

#include <stdio.h>

int main(void) {
    puts("crosswatch " CW_VERSION);
    return CW_OK;
}
