/* SPDX-License-Identifier: Apache-2.0 */
/* The command run as people run it, by tests that go through several of its verbs: what it printed,
 * its status, and the JSON it left in the working directory. */
#ifndef CROSSWATCH_TEST_CLI_RUNNING_H
#define CROSSWATCH_TEST_CLI_RUNNING_H

#include "command.h"

#include <jansson.h>

static char *printed, *err;

static inline int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int run(const char *format, ...) {
    char arguments[4096];
    va_list list;
    va_start(list, format);
    vsnprintf(arguments, sizeof arguments, format, list);
    va_end(list);
    free(printed);
    free(err);
    return support_command(arguments, &printed, &err);
}

static inline void done(int status) {
    if (status != 0) fail_msg("exit status %d: %s", status, err);
}

static inline const char *constant(void) {
    static char path[1024];
    return support_source("cases/constant.yaml", path);
}

static inline json_t *load(const char *name) {
    char path[1200];
    json_t *root = json_load_file(work_path(name, path), 0, NULL);
    assert_non_null(root);
    return root;
}

#endif
