/* SPDX-License-Identifier: Apache-2.0 */
/* The roster for other programs: a table (CSV), waypoints for plotters (GPX), features for charts
 * (GeoJSON). Standing by at base is written too: it is a post like any other. */
#include "roster.h"

#include "vector.h"

#include <stdio.h>
#include <string.h>

bool roster_spell(const cw_patrol_view *view, size_t unit, size_t hour, spell *to) {
    const cw_patrol_world *w = view->world;
    const cw_post *posts = &view->roster->posts[unit * view->roster->hours];
    if (hour >= view->roster->hours) return false;
    size_t last = hour + 1;
    while (last < view->roster->hours && posts[last].kind == posts[hour].kind
           && posts[last].place == posts[hour].place)
        last++;
    bool away = posts[hour].kind == CW_POST_STATION || posts[hour].kind == CW_POST_LEG;
    *to = (spell){.unit = unit,
                  .first = hour,
                  .last = last,
                  .kind = posts[hour].kind,
                  .at = w->plan->units[unit].at,
                  .from = w->plan->from + (cw_time)hour * CW_HOUR_MS,
                  .until = w->plan->from + (cw_time)last * CW_HOUR_MS};
    if (away)
        to->at =
            cw_plane_inverse(w->plane, cw_patrol_cell_centre(w, w->place_cell[posts[hour].place]));
    return true;
}

const char *post_code(cw_post_kind kind) {
    static const char *const codes[] = {"base", "station", "leg", "off"};
    return codes[kind];
}

const char *post_name(cw_language language, cw_post_kind kind) {
    static const char *const names[][2] = {{"on standby at", "en alerte à"},
                                           {"waits at", "attend à"},
                                           {"on its leg, at", "sur sa route, à"},
                                           {"off", "au repos"}};
    return names[kind][language == CW_FRENCH];
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* A field in quotes, quotes doubled (RFC 4180); what a spreadsheet would take for a formula gets a
 * space in front. */
static void csv_text(cw_text *text, const char *value) {
    cw_text_add(text, "\"%s", value[0] != '\0' && strchr("=+-@", value[0]) != NULL ? " " : "");
    for (; *value != '\0'; value++) cw_text_add(text, *value == '"' ? "\"\"" : "%c", *value);
    cw_text_add(text, "\"");
}

bool cw_report_roster_csv(const cw_patrol_view *view, cw_text *text, cw_error *err) {
    char from[CW_TIME_TEXT], until[CW_TIME_TEXT];
    spell s;
    cw_text_add(text, "unit,nation,post,from,until,lat_deg,lon_deg\n");
    for (size_t u = 0; u < view->roster->units; u++) {
        for (size_t h = 0; roster_spell(view, u, h, &s); h = s.last) {
            csv_text(text, view->world->plan->units[u].name);
            cw_text_add(text, ",");
            csv_text(text, view->world->plan->units[u].nation);
            cw_text_add(text, ",%s,%s,%s,%.5f,%.5f\n", post_code(s.kind),
                        cw_time_format(s.from, from), cw_time_format(s.until, until), s.at.lat_deg,
                        s.at.lon_deg);
        }
    }
    return !text->failed || cw_fail_memory(err);
}

/* ---- GPX, GeoJSON ---------------------------------------------------------------------------- */

bool cw_report_roster_gpx(const cw_patrol_view *view, const char *path, cw_error *err) {
    cw_result language = {.language = view->language};
    vector_file file;
    spell s;
    if (!vector_begin(&file, &language, path, "GPX", "gpx", err)) return false;
    vector_layer(&file, "waypoints", wkbPoint, NULL, 0, NULL);
    for (size_t u = 0; u < view->roster->units; u++) {
        for (size_t h = 0; roster_spell(view, u, h, &s); h = s.last) {
            char name[160], from[CW_TIME_TEXT], until[CW_TIME_TEXT];
            snprintf(name, sizeof name, "%s, %s %s-%s", view->world->plan->units[u].name,
                     post_code(s.kind), cw_time_format_short(s.from, from),
                     cw_time_format_short(s.until, until));
            vector_feature(&file);
            vector_text(&file, "name", name);
            vector_time(&file, "time", s.from);
            vector_add_point(&file, s.at);
        }
    }
    return vector_end(&file, err);
}

bool cw_report_roster_geojson(const cw_patrol_view *view, const char *path, cw_error *err) {
    static const char *const options[] = {"RFC7946=YES", "COORDINATE_PRECISION=6", NULL};
    static const vector_field fields[] = {{"unit", OFTString},
                                          {"nation", OFTString},
                                          {"post", OFTString},
                                          {"from", OFTString},
                                          {"until", OFTString}};
    cw_result language = {.language = view->language};
    vector_file file;
    spell s;
    if (!vector_begin(&file, &language, path, "GeoJSON", "geojson", err)) return false;
    vector_layer(&file, "roster", wkbPoint, fields, sizeof fields / sizeof fields[0], options);
    for (size_t u = 0; u < view->roster->units; u++) {
        for (size_t h = 0; roster_spell(view, u, h, &s); h = s.last) {
            vector_feature(&file);
            vector_text(&file, "unit", view->world->plan->units[u].name);
            vector_text(&file, "nation", view->world->plan->units[u].nation);
            vector_text(&file, "post", post_code(s.kind));
            vector_time_text(&file, "from", s.from);
            vector_time_text(&file, "until", s.until);
            vector_add_point(&file, s.at);
        }
    }
    return vector_end(&file, err);
}
