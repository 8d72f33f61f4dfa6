/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: a case of the folder of cases, by name. */
#ifndef CROSSWATCH_SERVE_CASES_H
#define CROSSWATCH_SERVE_CASES_H

#include "job.h"

#include <crosswatch/case.h>

/* NULL: there is none of that name, or it will not do; the error keeps the folder's place to
 * itself. */
cw_case *case_named(const job_pool *pool, const char *name, cw_error *err);

/* Takes the folder that something went wrong in out of the sentences that begin with it. */
void error_without_folder(cw_error *err, const char *path);

#endif
