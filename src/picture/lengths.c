/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many bits a message of each type has. `least` is what its fields need: a shorter message is
 * refused, however right its checksum, because half a position is a wrong position. The few that
 * may be shorter than ITU-R M.1371-5 says (type 1 to 3 without the end of the radio state, type 5
 * of 420 or 422 bits) are sent like that by many transponders in service. More than `usual` is
 * counted and left over; more than `most` is refused as something else than what it says it is.
 * The rule is gpsd's, so that both take the same messages.
 */
#include "lengths.h"

const length_rule length_rules[28] = {
    {1, 0, 0},        {163, 168, 204},  {163, 168, 204},  {163, 168, 204},  {168, 168, 1280},
    {420, 424, 1280}, {88, 1008, 1008}, {72, 168, 168},   {56, 1008, 1008}, {168, 168, 1280},
    {72, 72, 1280},   {168, 168, 1280}, {72, 1008, 1008}, {72, 168, 168},   {40, 1008, 1008},
    {88, 168, 168},   {96, 144, 168},   {80, 816, 816},   {168, 168, 1280}, {312, 312, 1280},
    {72, 160, 186},   {272, 360, 368},  {168, 168, 1280}, {160, 160, 1280}, {160, 168, 1280},
    {40, 168, 168},   {60, 1064, 1064}, {96, 96, 168},
};
