/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up cases for the tests of the page. */
#ifndef CROSSWATCH_TEST_REPORT_CASES_H
#define CROSSWATCH_TEST_REPORT_CASES_H

/* All of its own words are French, and they have accents; a report 0.7 nm west of the line that
 * parts two regions, with the nearest unit on the other side. */
static const char french_case[] =
    "case: Chaloupe dérivante\n"
    "description: Une chaloupe à l'ancre près de la limite, quatre marins à bord.\n"
    "seed: 5\n"
    "particles: 400\n"
    "statements:\n"
    "  - {kind: fact, text: Appel reçu à 10 h., source: main courante}\n"
    "  - {kind: assumption, text: Tout le reste.}\n"
    "hypotheses:\n"
    "  - name: Dernier appel\n"
    "    adrift: {from: \"2024-06-01T10:00Z\", to: \"2024-06-01T10:10Z\"}\n"
    "    point: {position: 50°00.0'N 005°01.09'W, radius: 0.3 nm, confidence: 50 %}\n"
    "objects:\n"
    "  - {name: chaloupe, leeway: SKIFF-1, sweep: Power Boat <= 15ft, share: 0.7, people: 4}\n"
    "  - {name: marin, leeway: PIW-1, sweep: Person in Water, share: 0.3, people: 4}\n"
    "environment:\n"
    "  current: {sources: [{constant: {toward: 0 deg, speed: 0.2 kn}}]}\n"
    "  wind: {sources: [{constant: {from: 180 deg, speed: 5 kn}}]}\n"
    "  temperature: {sources: [{constant: 14.5 C}]}\n"
    "  visibility: 10 nm\n"
    "  wave_height: 0.5 m\n"
    "coast: none\n"
    "search: {from: \"2024-06-01T10:30Z\", to: \"2024-06-01T13:30Z\", evaluations: 60}\n"
    "units:\n"
    "  - {name: Bréhat, nation: France, base: Lézardrieux, kind: lifeboat,\n"
    "     at: 50°05.0'N 004°55.0'W, transit_speed: 20 kn, search_speed: 12 kn,\n"
    "     search_height: 14 ft, endurance: 10 h}\n"
    "  - {name: Ouessant, nation: Belgium, base: Brest, kind: vessel,\n"
    "     at: 50°30.0'N 005°30.0'W, transit_speed: 15 kn, search_speed: 12 kn,\n"
    "     search_height: 14 ft, endurance: 10 h}\n"
    "regions:\n"
    "  - name: Ponant\n"
    "    nation: Belgium\n"
    "    corners: [49°00.0'N 007°00.0'W, 49°00.0'N 005°00.0'W, 51°00.0'N 005°00.0'W,\n"
    "              51°00.0'N 007°00.0'W]\n"
    "  - name: Levant\n"
    "    nation: France\n"
    "    corners: [49°00.0'N 005°00.0'W, 49°00.0'N 003°00.0'W, 51°00.0'N 003°00.0'W,\n"
    "              51°00.0'N 005°00.0'W]\n"
    "agreement:\n"
    "  name: accord\n"
    "  rules:\n"
    "    - {nation: France, region: Levant}\n"
    "    - {nation: France, region: Ponant, request_delay: 10 min}\n"
    "    - {nation: Belgium, region: Ponant}\n";

/* A boat alone: nobody has put people in the water into the case. */
static const char boat_case[] =
    "case: Boat alone\n"
    "seed: 5\n"
    "particles: 200\n"
    "hypotheses:\n"
    "  - name: Call\n"
    "    adrift: {from: \"2024-06-01T10:00Z\", to: \"2024-06-01T10:10Z\"}\n"
    "    point: {position: 50°00.0'N 005°01.0'W, radius: 0.3 nm, confidence: 50 %}\n"
    "objects:\n"
    "  - {name: rubber boat, leeway: SKIFF-1, sweep: Power Boat <= 15ft, people: unknown}\n"
    "environment:\n"
    "  current: {sources: [{constant: {toward: 0 deg, speed: 0.2 kn}}]}\n"
    "  wind: {sources: [{constant: {from: 180 deg, speed: 5 kn}}]}\n"
    "  visibility: 10 nm\n"
    "  wave_height: 0.5 m\n"
    "coast: none\n"
    "search: {from: \"2024-06-01T10:30Z\", to: \"2024-06-01T13:30Z\", evaluations: 60}\n"
    "units:\n"
    "  - {name: Lifeboat, nation: UK, base: Quay, kind: lifeboat, at: 50°05.0'N 004°55.0'W,\n"
    "     transit_speed: 20 kn, search_speed: 12 kn, search_height: 14 ft, endurance: 10 h}\n"
    "  - {name: Far ship, nation: UK, base: Far, kind: vessel, at: 53°05.0'N 004°55.0'W,\n"
    "     transit_speed: 10 kn, search_speed: 10 kn, search_height: 14 ft, endurance: 10 h}\n";

#endif
