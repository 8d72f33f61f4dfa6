/* SPDX-License-Identifier: Apache-2.0 */
/* A case by its name. Where the folder of cases lies is nobody's business but the keeper's, and
 * leaves no trace in an answer. */
#include "cases.h"

#include <string.h>
#include <unistd.h>

static const char *from_name(const char *sentence, const char *file) {
    const char *at = strstr(sentence, file);
    return at != NULL ? at : sentence;
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
    const char *file = strrchr(path, '/') + 1;
    cw_fail_said(err, wrong.code, from_name(wrong.message, file), from_name(wrong.french, file));
    return NULL;
}
