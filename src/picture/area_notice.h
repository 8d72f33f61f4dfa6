/* SPDX-License-Identifier: Apache-2.0 */
/* The areas of an area notice, and the reports of an environmental message: elements of one size
 * whose meaning depends on their first bits. */
#ifndef CROSSWATCH_PICTURE_AREA_NOTICE_H
#define CROSSWATCH_PICTURE_AREA_NOTICE_H

#include "fields.h"

extern const layout area_notice_areas;     /* 87 bits each */
extern const layout environmental_reports; /* 112 bits each */
/* VTS targets, 122 bits each, by how they are identified. */
extern const layout broadcast_targets, broadcast_target_kinds[4];

#endif
