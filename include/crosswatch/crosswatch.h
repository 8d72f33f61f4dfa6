/* SPDX-License-Identifier: Apache-2.0 */
/* All of libcrosswatch. Each room's header can be included alone. */
#ifndef CROSSWATCH_H
#define CROSSWATCH_H

#include "base.h"
#include "ranks.h"
#include "record.h"
#include "geo.h"
#include "environment.h"
#include "drift.h"
#include "search.h"
#include "patrol.h"
#include "picture.h"
#include "incident.h"
#include "desk.h"
#include "case.h"
#include "traffic.h"
#include "report.h"
#include "run.h"
#include "queue.h"
#include "serve.h"

#endif
