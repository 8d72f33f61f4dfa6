/* SPDX-License-Identifier: Apache-2.0 */
/* A case by its name. Where the folder of cases lies is nobody's business but the keeper's, and
 * leaves no trace in an answer. */
#include "cases.h"

#include <string.h>
#include <unistd.h>

static void cut_before(char *sentence, const char *file) {
    char *at = strstr(sentence, file);
    if (at != NULL) memmove(sentence, at, strlen(at) + 1);
}

void error_without_folder(cw_error *err, const char *path) {
    const char *file = strrchr(path, '/') + 1;
    cut_before(err->message, file);
    cut_before(err->french, file);
}

cw_case *case_named(const job_pool *pool, const char *name, cw_error *err) {
    char path[JOB_PATH];
    cw_error wrong = {0};
    if (!job_case_path(pool, name, path, err)) return NULL;
    if (access(path, R_OK) != 0) {
        cw_fail(err, CW_ERR_INPUT, "there is no case \"%s\"", name);
        return NULL;
    }
    cw_case *c = cw_case_load(path, &wrong);
    if (c != NULL) return c;
    error_without_folder(&wrong, path);
    cw_error_pass(err, &wrong);
    return NULL;
}
