/* SPDX-License-Identifier: Apache-2.0 */
/* A small case for targets whose bytes are of a case: one unit, no files. */
#ifndef CROSSWATCH_FUZZ_SMALL_CASE_H
#define CROSSWATCH_FUZZ_SMALL_CASE_H

static const char small_case[] =
    "case: Small\n"
    "hypotheses:\n"
    "  - name: Reported\n"
    "    adrift: {from: 2024-06-01T10:00Z, to: 2024-06-01T10:30Z}\n"
    "    point: {position: 48°30.0'N 008°00.0'W, radius: 1 nm}\n"
    "objects: [{name: person, leeway: PIW-1, sweep: Person in Water}]\n"
    "environment:\n"
    "  current: {sources: [{constant: {toward: 45 deg, speed: 1 kn}}]}\n"
    "  wind: {sources: [{constant: {from: 225 deg, speed: 10 kn}}]}\n"
    "  visibility: 10 nm\n"
    "  wave_height: 0.5 m\n"
    "coast: none\n"
    "search: {from: 2024-06-01T12:00Z, to: 2024-06-01T16:00Z}\n"
    "units:\n"
    "  - {name: Lifeboat, nation: UK, kind: lifeboat, at: 48°40.0'N 007°40.0'W, transit_speed: "
    "25 kn, search_speed: 12 kn, search_height: 14 ft, endurance: 10 h}\n";

#endif
