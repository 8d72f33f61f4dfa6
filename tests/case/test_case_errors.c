/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bad cases. Each row changes one thing in a case that is good, and says which line and which field
 * the one sentence must name. The good case comes first, so that no row passes for a wrong reason.
 */
#include <crosswatch/case.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* Line numbers in the table count from here: the first line is 1. */
static const char good[] = "case: Small\n"                                     /* 1 */
                           "particles: 100\n"                                  /* 2 */
                           "hypotheses:\n"                                     /* 3 */
                           "  - name: Reported\n"                              /* 4 */
                           "    weight: 2\n"                                   /* 5 */
                           "    adrift:\n"                                     /* 6 */
                           "      from: 2024-06-01T10:00Z\n"                   /* 7 */
                           "      to: 2024-06-01T10:30Z\n"                     /* 8 */
                           "    point:\n"                                      /* 9 */
                           "      position: 48°30.0'N 008°00.0'W\n"            /* 10 */
                           "      radius: 1 nm\n"                              /* 11 */
                           "      confidence: 50 %\n"                          /* 12 */
                           "objects:\n"                                        /* 13 */
                           "  - name: person\n"                                /* 14 */
                           "    leeway: PIW-1\n"                               /* 15 */
                           "    sweep: Person in Water\n"                      /* 16 */
                           "environment:\n"                                    /* 17 */
                           "  current:\n"                                      /* 18 */
                           "    sources:\n"                                    /* 19 */
                           "      - constant: {toward: 45 deg, speed: 1 kn}\n" /* 20 */
                           "  wind:\n"                                         /* 21 */
                           "    sources:\n"                                    /* 22 */
                           "      - constant: {from: 225 deg, speed: 10 kn}\n" /* 23 */
                           "  visibility: 10 nm\n"                             /* 24 */
                           "  wave_height: 0.5 m\n"                            /* 25 */
                           "coast: none\n"                                     /* 26 */
                           "search:\n"                                         /* 27 */
                           "  from: 2024-06-01T12:00Z\n"                       /* 28 */
                           "  to: 2024-06-01T16:00Z\n"                         /* 29 */
                           "units:\n"                                          /* 30 */
                           "  - name: Lifeboat\n"                              /* 31 */
                           "    nation: UK\n"                                  /* 32 */
                           "    kind: lifeboat\n"                              /* 33 */
                           "    at: 48°40.0'N 007°40.0'W\n"                    /* 34 */
                           "    transit_speed: 25 kn\n"                        /* 35 */
                           "    search_speed: 12 kn\n"                         /* 36 */
                           "    search_height: 14 ft\n"                        /* 37 */
                           "    endurance: 10 h\n"                             /* 38 */
                           "regions:\n"                                        /* 39 */
                           "  - {name: Dover, nation: UK, boundary: dover_strait, side: north}\n"
                           "agreement:\n"                                                /* 41 */
                           "  name: joint\n"                                             /* 42 */
                           "  rules:\n"                                                  /* 43 */
                           "    - {nation: UK, region: Dover, request_delay: 10 min}\n"; /* 44 */

typedef struct row {
    const char *find, *put; /* the first `find` in the good case is replaced */
    const char *place;      /* "line 10, hypotheses[0].point.position" */
    const char *word;       /* of the sentence */
} row;

#define POINT                                                                  \
    "    point:\n      position: 48°30.0'N 008°00.0'W\n      radius: 1 nm\n" \
    "      confidence: 50 %\n"

#define WEATHER "  visibility: 10 nm\n  wave_height: 0.5 m\n"
#define CLEAR(clock) \
    "    - {from: 2024-06-01T" clock "Z, visibility: 10 nm, wind: 5 kn, wave_height: 0.2 m}\n"
#define FOUR(hour, ten) \
    CLEAR(hour ":" ten "1") CLEAR(hour ":" ten "2") CLEAR(hour ":" ten "3") CLEAR(hour ":" ten "4")

static const row rows[] = {
    /* the head */
    {"case: Small\n", "", "case", "missing"},
    {"case: Small", "case:", "line 1, case", "empty"},
    {"particles: 100", "particles: many", "line 2, particles", "whole number"},
    {"particles: 100", "particles: 0", "line 2, particles", "between"},
    {"particles: 100", "particles: -5", "line 2, particles", "whole number"},
    {"particles: 100", "particles: 99999999999999999999", "line 2, particles", "whole number"},
    {"particles: 100", "seed: 1.5", "line 2, seed", "whole number"},
    {"particles: 100", "colour: red", "line 2, colour", "no field of this name"},
    {"particles: 100", "case: Again", "line 2, case", "twice"},
    {"particles: 100", "statements: [{kind: rumour, text: x}]", "statements[0].kind", "fact"},
    {"particles: 100", "statements: [{kind: fact}]", "line 2, statements[0].text", "missing"},
    {"particles: 100", "statements: hearsay", "line 2, statements", "list"},
    /* how people meet the water */
    {"    sweep: Person", "    immersion: wet\n    sweep: Person", "line 16, objects[0].immersion",
     "none, part"},
    {"    sweep: Person", "    clothing: warm\n    sweep: Person", "line 16, objects[0].clothing",
     "immersion_suit"},
    {"    sweep: Person", "    flotation: maybe\n    sweep: Person",
     "line 16, objects[0].flotation", "unknown"},
    {"    sweep: Person", "    lifejacket: yes\n    flotation: no\n    sweep: Person",
     "line 17, objects[0].flotation", "lifejacket"},
    /* hypotheses */
    {"weight: 2", "weight: 0", "line 5, hypotheses[0].weight", "greater than zero"},
    {"weight: 2", "weight: -1", "line 5, hypotheses[0].weight", "greater than zero"},
    {"weight: 2", "weight: 0,5", "line 5, hypotheses[0].weight", "decimal comma"},
    {"weight: 2", "weight: nan", "line 5, hypotheses[0].weight", "not a number"},
    {"weight: 2", "weight: \"2\\n3\"", "line 5, hypotheses[0].weight", "\"2 3\""},
    {"weight: 2", "wieght: 2", "line 5, hypotheses[0].wieght", "no field of this name"},
    {"weight: 2", "weight: [2]", "line 5, hypotheses[0].weight", "single value"},
    {"10:00Z", "10:00", "line 7, hypotheses[0].adrift.from", "zone"},
    {"10:00Z", "25:00Z", "line 7, hypotheses[0].adrift.from", "calendar"},
    {"10:30Z", "09:30Z", "line 8, hypotheses[0].adrift.to", "before"},
    {"10:30Z", "18:30Z", "line 29, search.to", "Reported"},
    {"48°30.0'N 008°00.0'W", "48,5 -8,0", "line 10, hypotheses[0].point.position", "comma"},
    {"48°30.0'N 008°00.0'W", "48°75.0'N 008°00.0'W", "line 10, hypotheses[0].point.position", ""},
    {"48°30.0'N 008°00.0'W", "98.0, -8.0", "line 10, hypotheses[0].point.position", ""},
    {"48°30.0'N 008°00.0'W", "48°30.0'N 49°00.0'N", "line 10, hypotheses[0].point.position", ""},
    {"1 nm", "1", "line 11, hypotheses[0].point.radius", "no unit"},
    {"1 nm", "-1 nm", "line 11, hypotheses[0].point.radius", "between"},
    {"      radius: 1 nm\n", "", "hypotheses[0].point.radius", "missing"},
    {"50 %", "100 %", "line 12, hypotheses[0].point.confidence", "both excluded"},
    {"50 %", "50", "line 12, hypotheses[0].point.confidence", "both excluded"},
    {POINT, "", "line 4, hypotheses[0]", "exactly one"},
    {POINT, "    point: 48.5, -8.0\n", "line 9, hypotheses[0].point", "fields are wanted"},
    {POINT, "    area: {corners: [\"48, -8\", \"49, -8\"]}\n", "line 9, hypotheses[0].area.corners",
     "three corners"},
    {POINT, "    area: {corners: [\"48, -8\", \"49, -7\", \"48, -7\", \"49, -8\"]}\n",
     "line 9, hypotheses[0].area.corners", "cross"},
    {POINT, "    area: {corners: [\"48, -8\", \"49, -7\", \"48\"]}\n",
     "line 9, hypotheses[0].area.corners[2]", ""},
    {POINT, "    bearings: []\n", "line 4, hypotheses[0]", "exactly one"},
    {POINT, "    bearings: [{observer: \"48, -8\", bearing: NE, error: 2, most_range: 9 nm}]\n",
     "hypotheses[0].bearings[0].bearing", "angle"},
    {POINT, "    bearings: [{observer: \"48, -8\", bearing: 400, error: 2, most_range: 9 nm}]\n",
     "hypotheses[0].bearings[0].bearing", "between"},
    {POINT, "    bearings: [{observer: \"48, -8\", bearing: 40, error: 0, most_range: 9 nm}]\n",
     "hypotheses[0].bearings[0].error", "between"},
    {POINT,
     "    bearings: [{observer: \"48, -8\", bearing: 40, error: 2, most_range: 1 nm, "
     "least_range: 2 nm}]\n",
     "hypotheses[0].bearings[0].most_range", "greater"},
    {POINT, "    voyage: {from: {position: \"48, -8\", time: 2024-06-01T09:00Z}, radius: 1 nm}\n",
     "line 9, hypotheses[0].voyage.to", "missing"},
    {POINT,
     "    voyage: {from: {position: \"48, -8\", time: 2024-06-01T09:00Z}, radius: 1 nm, "
     "to: {position: \"49, -8\", time: 2024-06-01T10:15Z}}\n",
     "line 9, hypotheses[0].voyage", "within the passage"},
    {POINT,
     "    voyage: {from: {position: \"48, -8\", time: 2024-06-01T09:59Z}, radius: 1 nm, "
     "to: {position: \"58, -8\", time: 2024-06-01T11:15Z}}\n",
     "line 9, hypotheses[0].voyage", "too fast"},
    {POINT,
     "    dead_reckoning: {fix: \"48, -8\", time: 2024-06-01T10:10Z, course: 10, "
     "speed: 3 kn, radius: 1 nm}\n",
     "hypotheses[0].dead_reckoning.time", "later"},
    {POINT,
     "    dead_reckoning: {fix: \"48, -8\", time: 2024-06-01T09:10Z, course: 10, "
     "speed: 3, radius: 1 nm}\n",
     "hypotheses[0].dead_reckoning.speed", "no unit"},
    {"objects:",
     "  - {name: Reported, adrift: {from: 2024-06-01T10:00Z}, point: {position: "
     "\"48, -8\", radius: 1 nm}}\nobjects:",
     "line 13, hypotheses[1].name", "another"},
    /* objects */
    {"PIW-1", "PIW-99", "line 15, objects[0].leeway", ""},
    {"Person in Water", "Zeppelin", "line 16, objects[0].sweep", ""},
    {"    sweep: Person in Water\n", "", "line 14, objects[0].sweep", "missing"},
    {"    leeway: PIW-1\n", "    leeway: PIW-1\n    share: 0\n", "line 13, objects", "zero"},
    {"    leeway: PIW-1\n", "    leeway: PIW-1\n    share: -1\n", "line 16, objects[0].share",
     "between"},
    {"    leeway: PIW-1\n", "    leeway: PIW-1\n    people: some\n", "objects[0].people", "whole"},
    {"    leeway: PIW-1\n", "    leeway: PIW-1\n    lifejacket: maybe\n", "objects[0].lifejacket",
     "yes, no"},
    {"    leeway: PIW-1\n", "    leeway: PIW-1\n    becomes: boat\n", "objects[0].becomes",
     "no object"},
    {"    leeway: PIW-1\n", "    leeway: PIW-1\n    becomes: person\n", "objects[0].becomes",
     "itself"},
    {"environment:",
     "  - {name: boat, leeway: PIW-2, sweep: Person in Water, becomes: person}\n"
     "environment:",
     "line 17, objects[1]", "becomes_between"},
    {"environment:",
     "  - {name: boat, leeway: PIW-2, sweep: Person in Water, becomes: person, "
     "becomes_between: [2024-06-01T10:20Z, 2024-06-01T10:10Z]}\nenvironment:",
     "line 17, objects[1].becomes_between", "before"},
    /* environment */
    {"speed: 1 kn", "speed: 1", "line 20, environment.current.sources[0].constant.speed", "unit"},
    {"speed: 1 kn", "speed: 1,5 kn", "line 20, environment.current.sources[0].constant", ""},
    {"toward: 45", "from: 45", "line 20, environment.current.sources[0].constant.from", "toward"},
    {"from: 225", "toward: 225", "line 23, environment.wind.sources[0].constant.toward", "from"},
    {"45 deg", "045 E", "line 20, environment.current.sources[0].constant.toward", "angle"},
    {"speed: 10 kn", "speed: 1000 kn", "environment.wind.sources[0].constant.speed", "between"},
    {"- constant: {toward: 45 deg, speed: 1 kn}", "- {reach: 3 nm}",
     "line 20, environment.current.sources[0]", "exactly one"},
    {"- constant: {from: 225 deg, speed: 10 kn}", "- tide: bundled",
     "line 23, environment.wind.sources[0].tide", "only a current"},
    {"- constant: {toward: 45 deg, speed: 1 kn}", "- {file: a.nc, east: uo}",
     "line 20, environment.current.sources[0].east", "both or neither"},
    {"  visibility: 10 nm\n", "", "line 17, environment.visibility", "missing"},
    {"  visibility: 10 nm\n", "  visibility: good\n", "line 24, environment.visibility", "length"},
    {"  wind:\n    sources:\n      - constant: {from: 225 deg, speed: 10 kn}\n", "",
     "line 17, environment.wind", "missing"},
    {"  visibility:", "  temperature: {sources: [{constant: 11}]}\n  visibility:",
     "line 24, environment.temperature.sources[0].constant", "11 C"},
    {"  visibility:",
     "  stokes: {std: 1 kn, sources: [{constant: {toward: 1, speed: 1 kn}}]}\n  "
     "visibility:",
     "line 24, environment.stokes", "belongs to the current"},
    {"      - constant: {from: 225 deg, speed: 10 kn}\n",
     "      - constant: {from: 225 deg, speed: 10 kn}\n    beyond: guess\n",
     "line 24, environment.wind.beyond", "error, hold, zero"},
    {"  visibility:", "  wind_speed: from the forcing\n  visibility:",
     "line 24, environment.wind_speed", "from the forcing"},
    /* conditions over time; in place of lines 24 and 25 */
    {WEATHER, "  conditions: []\n", "line 17, environment.visibility", "missing"},
    {WEATHER, "  conditions: fog\n", "line 24, environment.conditions", "list"},
    {"  visibility: 10 nm\n", "  conditions:\n" CLEAR("11:00"), "line 24, environment.conditions",
     "or the other"},
    {WEATHER, "  conditions:\n" CLEAR("11:00") CLEAR("11:00"),
     "line 26, environment.conditions[1].from", "not after"},
    {WEATHER, "  conditions:\n" CLEAR("11:00") CLEAR("13:00") CLEAR("12:30"),
     "line 27, environment.conditions[2].from", "not after"},
    {WEATHER, "  conditions:\n" CLEAR("12:01") CLEAR("13:00"),
     "line 25, environment.conditions[0].from", "after the search begins"},
    {WEATHER, "  conditions:\n    - {from: 2024-06-01T11:00Z, visibility: -1 nm, wind: 5 kn}\n",
     "line 25, environment.conditions[0].visibility", "between"},
    {WEATHER, "  conditions:\n    - {from: 2024-06-01T11:00Z, visibility: 1 nm, wind: 5 kn}\n",
     "line 25, environment.conditions[0].wave_height", "missing"},
    {WEATHER,
     "  conditions:\n    - {from: 2024-06-01T11:00Z, visibility: 1 nm, wind: -5 kn, "
     "wave_height: 1 m}\n",
     "line 25, environment.conditions[0].wind", "between"},
    {WEATHER,
     "  conditions:\n    - {from: 2024-06-01T11:00Z, visibility: 1 nm, wave_height: 1 m}\n",
     "line 25, environment.conditions[0].wind", "missing"},
    {WEATHER, "  conditions:\n    - {visibility: 1 nm, wind: 5 kn, wave_height: 1 m}\n",
     "line 25, environment.conditions[0].from", "missing"},
    {WEATHER, "  conditions:\n" CLEAR("11:00") "    - {from: 2024-06-01T13:00Z, sea: 1 m}\n",
     "line 26, environment.conditions[1].sea", "no field of this name"},
    {WEATHER, "  conditions:\n" CLEAR("noon"), "line 25, environment.conditions[0].from", ""},
    {WEATHER,
     "  conditions:\n" FOUR("10", "0") FOUR("10", "1") FOUR("11", "0") FOUR("11", "1")
         FOUR("12", "0") FOUR("12", "1") FOUR("13", "0") FOUR("13", "1") CLEAR("14:00"),
     "line 24, environment.conditions", "more than 32"},
    /* coast, area, drift, search */
    {"coast: none", "coast: none\nmask_cell: 1 m", "line 27, mask_cell", "between"},
    {"coast: none", "area: {south: 49, west: -9, north: 48, east: -7}", "line 26, area.north",
     "north of"},
    {"coast: none", "area: {south: 48, west: 9, north: 49, east: -7}", "line 26, area", "60"},
    {"coast: none", "area: {south: 48N, west: 9, north: 49, east: 17}", "line 26, area.south",
     "plain number"},
    {"coast: none", "drift: {step: 0 s}", "line 26, drift.step", "between"},
    {"coast: none", "drift: {scheme: rk5}", "line 26, drift.scheme", "euler, rk2, rk4"},
    {"coast: none", "drift: {jibe_per_hour: often}", "line 26, drift.jibe_per_hour", "number"},
    {"coast: none", "report_times: [2024-06-02T10:00Z]", "line 26, report_times[0]", "between"},
    {"16:00Z", "11:00Z", "line 29, search.to", "after"},
    {"2024-06-01T16:00Z", "2025-06-01T16:00Z", "line 29, search.to", "31 days"},
    {"search:\n  from: 2024-06-01T12:00Z\n  to: 2024-06-01T16:00Z\n", "", "search", "missing"},
    {"units:", "  law: guess\nunits:", "line 30, search.law", "inverse_cube"},
    {"units:", "  objective: both\nunits:", "line 30, search.objective", "alive"},
    {"units:", "  objective: alive\nunits:", "line 30, search.objective", "temperature"},
    {"units:", "drawn_areas:\n  - {name: A, rule: shut, corners: [48N 8W, 49N 8W, 49N 7W]}\nunits:",
     "drawn_areas[0].rule", "closed"},
    {"units:", "drawn_areas:\n  - {name: A, rule: closed, corners: [48N 8W, 49N 8W]}\nunits:",
     "drawn_areas[0].corners", "corner"},
    {"units:",
     "drawn_areas:\n  - {name: A, rule: closed, units: [Nobody], corners: [48N 8W, 49N 8W, 49N "
     "7W]}\nunits:",
     "drawn_areas[0].units", "no unit is named"},
    {"units:",
     "drawn_areas:\n  - {name: A, rule: closed, from: \"2024-06-01T15:00Z\", to: "
     "\"2024-06-01T14:00Z\", corners: [48N 8W, 49N 8W, 49N 7W]}\nunits:",
     "drawn_areas[0].to", "not after `from`"},
    {"units:",
     "drawn_areas:\n  - {name: A, rule: closed, from: \"2024-06-02T12:00Z\", corners: [48N 8W, "
     "49N 8W, 49N 7W]}\nunits:",
     "drawn_areas[0].from", "end of the search"},
    {"units:",
     "drawn_areas:\n  - {name: A, rule: closed, to: \"2024-06-01T12:00Z\", corners: [48N 8W, 49N "
     "8W, 49N 7W]}\nunits:",
     "drawn_areas[0].to", "beginning of the search"},
    {"units:", "  areas: 9\nunits:", "line 30, search.areas", "between 1"},
    {"units:", "  patterns: standing\nunits:", "line 30, search.patterns", "over_ground"},
    {"endurance: 10 h", "endurance: 10 h\n    turnaround: 10 s", "line 39, units[0].turnaround",
     "between"},
    {"units:", "  evaluations: 19\nunits:", "line 30, search.evaluations", "between 20"},
    {"units:", "  evaluations: 0\nunits:", "line 30, search.evaluations", "between"},
    /* units, regions, agreement */
    {"kind: lifeboat", "kind: submarine", "line 33, units[0].kind", "drone"},
    {"    kind: lifeboat\n", "", "line 31, units[0].kind", "missing"},
    {"transit_speed: 25 kn", "transit_speed: 25 nm", "line 35, units[0].transit_speed", "unit"},
    {"transit_speed: 25 kn", "transit_speed: 0 kn", "line 35, units[0].transit_speed", "between"},
    {"endurance: 10 h", "endurance: 10", "line 38, units[0].endurance", "duration"},
    {"endurance: 10 h", "endurance: 10 h\n    night_factor: 7", "line 39, units[0].night_factor",
     "between"},
    {"endurance: 10 h",
     "endurance: 10 h\n    available: {from: 2024-06-01T17:00Z, to: "
     "2024-06-01T16:00Z}",
     "line 39, units[0].available", "after"},
    {"regions:",
     "  - {name: Lifeboat, nation: UK, kind: lifeboat, at: \"48, -8\", transit_speed: "
     "9 kn, search_speed: 9 kn, search_height: 3 m, endurance: 9 h}\nregions:",
     "line 39, units[1].name", "another"},
    {"side: north", "side: west", "line 40, regions[0].side", "north, south"},
    {", side: north", "", "line 40, regions[0].side", "missing"},
    {"boundary: dover_strait", "boundary: rhine", "line 40, regions[0].boundary", "dover_strait"},
    {", boundary: dover_strait, side: north", "", "line 40, regions[0]", "exactly one"},
    {"region: Dover", "region: Calais", "line 44, agreement.rules[0].region", "no region"},
    {"{nation: UK, region", "{nation: Uk, region", "line 44, agreement.rules[0].nation", "Uk"},
    {"request_delay: 10 min", "request_delay: 10 min, allowed: no",
     "line 44, agreement.rules[0].request_delay", "no sense"},
    /* YAML itself */
    {"case: Small", "case: &a Small", "line 1", "anchors"},
    {"particles: 100", "particles: *a", "line 2", "alias"},
    {"case: Small", "case: !!str Small", "line 1", "tags"},
    {"case: Small", "case: \"Sm\\0all\"", "line 1", "zero character"},
    {"case: Small", "case: \"Small", "line", "not YAML"},
    {"particles: 100", "particles: [100", "line", "not YAML"},
    {"particles: 100", "\tparticles: 100", "line 2", "not YAML"},
    {"particles: 100", "? [a, b]\n: 100", "line 2", "plain word"},
    {"particles: 100", "a.b: 100", "line 2", "plain word"},
    {"case: Small", "- Small", "line", ""},
    {"particles: 100", "---\ncase: Two", "line", "document"},
};

/* The good case with one thing replaced; free() it. */
static char *replaced(const char *find, const char *put) {
    const char *at = strstr(good, find);
    assert_non_null(at);
    size_t size = sizeof good + strlen(put) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    snprintf(text, size, "%.*s%s%s", (int)(at - good), good, put, at + strlen(find));
    return text;
}

static void the_good_case_is_good(void **state) {
    (void)state;
    cw_error err = {0};
    cw_case *c = cw_case_parse(good, sizeof good - 1, "small.yaml", "", &err);
    if (c == NULL) print_error("%s\n", err.message);
    assert_non_null(c);
    assert_int_equal(err.code, CW_OK);
    cw_case_destroy(c);
}

static void each_mistake_names_file_line_and_field(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = replaced(rows[i].find, rows[i].put);
        cw_error err = {0};
        cw_case *c = cw_case_parse(text, strlen(text), "small.yaml", "", &err);
        if (c != NULL) print_error("accepted: %s\n", rows[i].put);
        assert_null(c);
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, "small.yaml, ");
        assert_mentions(err.message, rows[i].place);
        assert_mentions(err.message, rows[i].word);
        assert_null(strchr(err.message, '\n'));
        if (getenv("CASE_SHOW") != NULL) print_message("%s\n", err.message);
        free(text);
    }
}

static void refuse_text(const char *text, const char *word) {
    cw_error err = {0};
    assert_null(cw_case_parse(text, strlen(text), "few.yaml", "", &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, word);
}

static void empty_hypotheses_and_objects(void **state) {
    (void)state;
    refuse_text("case: A\n", "few.yaml, line 1, hypotheses: a case needs 1 to 64");
    refuse_text("case: A\nhypotheses: []\n", "few.yaml, line 2, hypotheses: a case needs 1 to 64");
    refuse_text("case: A\nhypotheses:\n", "few.yaml, line 2, hypotheses: a list is wanted");
    refuse_text("case: A\nhypotheses:\n  -\n", "line 3, hypotheses[0]: fields are wanted");
    refuse_text("case: A\nhypotheses:\n  - {}\n",
                "line 3, hypotheses[0].name: this field is missing");
    refuse_text("case: A\nhypotheses:\n  - {name: B}\n",
                "line 3, hypotheses[0].adrift: this field is");
    refuse_text(
        "case: A\nhypotheses:\n  - {name: B, adrift: {from: 2024-06-01T10:00Z}, point: {}}\n",
        "line 3, hypotheses[0].point.position: this field is missing");
    refuse_text("case: A\nhypotheses:\n  - {name: B, adrift: {from: 2024-06-01T10:00Z}, point: "
                "{position: \"48, -8\", radius: 1 nm}}\nobjects: []\n",
                "line 4, objects: a case needs 1 to 16 objects");
}

/* Every end of the good case: an error or a case, never a crash. */
static void cut_anywhere_is_survived(void **state) {
    (void)state;
    for (size_t length = 0; length < sizeof good - 1; length += 3) {
        cw_error err = {0};
        cw_case *c = cw_case_parse(good, length, "cut.yaml", "", &err);
        assert_true((c != NULL) == (err.code == CW_OK));
        cw_case_destroy(c);
    }
}

static void refuse(const char *text, size_t length, const char *word) {
    cw_error err = {0};
    assert_null(cw_case_parse(text, length, "bomb.yaml", "", &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "bomb.yaml");
    assert_mentions(err.message, word);
}

static void bombs_are_refused(void **state) {
    (void)state;
    static const char laughs[] = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"
                                 "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n";
    refuse(laughs, sizeof laughs - 1, "line 1: anchors");
    enum { SIZE = (1 << 20) + 1 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    memset(text, '[', SIZE);
    refuse(text, SIZE, "1 MiB");
    refuse(text, SIZE - 1, "32 deep");
    memset(text, '{', SIZE);
    refuse(text, SIZE - 1, "line 1");
    memset(text, 'a', SIZE);
    refuse(text, SIZE - 1, "bomb.yaml");
    for (int i = 0; i + 1 < SIZE; i += 2) memcpy(text + i, "a\n", 2);
    refuse(text, SIZE - 1, "bomb.yaml");
    memset(text, ',', SIZE); /* half a million empty entries */
    memcpy(text, "x: [", 4);
    for (int i = 4; i + 2 < SIZE; i += 2) memcpy(text + i, "1,", 2);
    text[SIZE - 2] = ']';
    refuse(text, SIZE - 1, "x");
    free(text);
    refuse("", 0, "empty");
    refuse("# nothing\n", 10, "empty");
    refuse("\xff\xfe\x00", 3, "bomb.yaml");
    refuse("case: \xc3\x28", 8, "not readable");
}

static void files_that_cannot_be_read(void **state) {
    (void)state;
    cw_error err = {0};
    assert_null(cw_case_load("/nowhere/at/all.yaml", &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "/nowhere/at/all.yaml");
    err = (cw_error){0};
    assert_null(cw_case_load("/", &err));
    assert_mentions(err.message, "folder");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_good_case_is_good),
        cmocka_unit_test(each_mistake_names_file_line_and_field),
        cmocka_unit_test(empty_hypotheses_and_objects),
        cmocka_unit_test(cut_anywhere_is_survived),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(files_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
