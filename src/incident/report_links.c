/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions in links, as phones and map programs share them:
 *
 *   geo:51.1575,1.8492;u=35                         RFC 5870; u is the uncertainty in metres
 *   geo:0,0?q=51.1575,1.8492(Label)                 Android
 *   https://maps.google.com/?q=51.1575,1.8492       Google; WhatsApp with %2C
 *   https://www.google.com/maps/place/51%C2%B009'27.0%22N+1%C2%B050'57.0%22E/@51.15,1.84,17z
 *   ...!3d51.1575!4d1.8492                          the pin in a place's data
 *   https://maps.apple.com/?ll=51.1575,1.8492
 *   https://www.openstreetmap.org/?mlat=51.1575&mlon=1.8492#map=15/51.2/1.8
 *
 * The pin is what counts: "@lat,lon,zoom" and "#map=" only say what was on the screen, and are
 * taken, marked as such, when there is no pin. Short links hold no position; they are named, since
 * somebody has to open them.
 */
#include "plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_LINK = 2000, MOST_LINKS = 64 };

/* ---- the link ------------------------------------------------------------------------------ */

static bool ends_link(char c) {
    unsigned char u = (unsigned char)c;
    return u <= ' ' || c == '<' || c == '>' || c == '"' || u == 0x7F;
}

/* %2C becomes ",", "+" a space; bytes below 0x20 become spaces. */
static void decode(const char *link, size_t length, char *out) {
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        char c = link[i];
        char hex[3] = {0};
        if (c == '%' && i + 2 < length) {
            char *end;
            memcpy(hex, link + i + 1, 2);
            long value = strtol(hex, &end, 16);
            if (end == hex + 2 && hex[0] != '+' && hex[0] != '-' && hex[0] != ' ') {
                c = (char)value;
                i += 2;
            }
        } else if (c == '+') {
            c = ' ';
        }
        if ((unsigned char)c < 0x20) c = ' ';
        out[n++] = c;
    }
    out[n] = '\0';
}

/* "-12.5" as a number and where it ends; at least one digit, at most 20 signs. */
static bool number(const char **p, double *value) {
    const char *start = *p, *c = *p;
    if (*c == '-' || *c == '+') c++;
    size_t digits = strspn(c, "0123456789");
    c += digits;
    if (*c == '.' && plain_digit(c[1])) {
        size_t decimals = strspn(c + 1, "0123456789");
        digits += decimals;
        c += 1 + decimals;
    }
    if (digits == 0 || c - start > 24) return false;
    *value = strtod(start, NULL);
    *p = c;
    return true;
}

static bool in_range(cw_position at) {
    return fabs(at.lat_deg) <= 90.0 && fabs(at.lon_deg) <= 180.0;
}

/* "51.1575,1.8492", "loc:51.1575,1.8492", "51.1575/1.8492". */
static bool pair_at(const char *p, cw_position *at) {
    if (strncasecmp(p, "loc:", 4) == 0) p += 4;
    while (*p == ' ') p++;
    if (!number(&p, &at->lat_deg)) return false;
    while (*p == ' ') p++;
    if (*p != ',' && *p != '/') return false;
    do p++;
    while (*p == ' ');
    return number(&p, &at->lon_deg) && in_range(*at);
}

/* Value of `name=` after "?", "&" or "#"; NULL: not there. */
static const char *parameter(const char *link, const char *name) {
    size_t n = strlen(name);
    for (const char *p = link; *p != '\0'; p++) {
        if ((*p == '?' || *p == '&' || *p == '#') && strncasecmp(p + 1, name, n) == 0
            && p[n + 1] == '=')
            return p + n + 2;
    }
    return NULL;
}

/* ---- kinds of link ------------------------------------------------------------------------- */

static bool is_nought(cw_position at) {
    return at.lat_deg == 0.0 && at.lon_deg == 0.0;
}

static bool by_parameters(const char *link, cw_position *at) {
    static const char *const names[] = {"q",           "query",      "ll",  "daddr",
                                        "destination", "coordinate", "sll", "cp"};
    const char *lat = parameter(link, "mlat"), *lon = parameter(link, "mlon");
    if (lat == NULL || lon == NULL) lat = parameter(link, "lat"), lon = parameter(link, "lon");
    if (lat != NULL && lon != NULL && number(&lat, &at->lat_deg) && number(&lon, &at->lon_deg)
        && in_range(*at))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = parameter(link, names[i]);
        if (value != NULL && pair_at(value, at) && !is_nought(*at)) return true;
    }
    return false;
}

/* "!3d51.1575!4d1.8492": the last such pair is the pin. */
static bool by_place_data(const char *link, cw_position *at) {
    bool found = false;
    for (const char *p = strstr(link, "!3d"); p != NULL; p = strstr(p + 1, "!3d")) {
        cw_position here;
        const char *c = p + 3;
        if (!number(&c, &here.lat_deg) || strncmp(c, "!4d", 3) != 0) continue;
        c += 3;
        if (number(&c, &here.lon_deg) && in_range(here)) {
            *at = here;
            found = true;
        }
    }
    return found;
}

/* A path or a parameter that holds degrees as people write them. */
static bool by_notation(const char *link, cw_position *at) {
    static const char *const heads[] = {"/place/", "/search/", "q=", "query="};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        const char *p = strstr(link, heads[i]);
        char copy[120];
        if (p == NULL) continue;
        p += strlen(heads[i]);
        if (pair_at(p, at)) return true;
        size_t n = strcspn(p, "/@&#?");
        if (n == 0 || n >= sizeof copy) continue;
        memcpy(copy, p, n);
        copy[n] = '\0';
        if (cw_position_parse(copy, at, NULL)) return true;
    }
    return false;
}

static bool by_geo(const char *link, cw_fix *fix) {
    if (strncasecmp(link, "geo:", 4) != 0) return false;
    const char *q = parameter(link, "q"), *u = strstr(link, ";u=");
    if (q == NULL || !pair_at(q, &fix->at) || is_nought(fix->at)) {
        if (!pair_at(link + 4, &fix->at)) return false;
        if (q != NULL && is_nought(fix->at)) return false; /* geo:0,0?q=a place's name */
    }
    double radius;
    if (u != NULL) {
        u += 3;
        fix->radius_given = number(&u, &radius) && radius > 0.0;
        if (fix->radius_given) fix->radius_m = radius;
    }
    return true;
}

static bool by_view(const char *link, cw_position *at) {
    const char *view = strstr(link, "/@");
    if (view != NULL && pair_at(view + 2, at)) return true;
    view = parameter(link, "center");
    if (view != NULL && pair_at(view, at)) return true;
    view = strstr(link, "#map="); /* zoom/lat/lon */
    view = view != NULL ? strchr(view, '/') : NULL;
    return view != NULL && pair_at(view + 1, at);
}

static bool is_short(const char *link) {
    static const char *const hosts[] = {
        "goo.gl/",     "maps.app.goo.gl", "g.co/",          "apple.com/p/", "maps.apple/",
        "osm.org/go/", "w3w.co",          "what3words.com", "bit.ly",       "waze.com/ul/h"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        if (strstr(link, hosts[i]) != NULL) return true;
    }
    return false;
}

/* ---- reading ------------------------------------------------------------------------------- */

static bool speaks_of_maps(const char *link) {
    return strstr(link, "map") != NULL || strstr(link, "geo:") != NULL
           || strstr(link, "loc") != NULL;
}

static bool read_link(const char *link, cw_span span, cw_report *r) {
    static const double PIN_M = 100.0, VIEW_M = 2000.0;
    cw_fix fix = {.source = CW_FIX_LINK,
                  .radius_m = PIN_M,
                  .confidence = 0.68,
                  .probability = 1.0,
                  .span = span};
    if (by_geo(link, &fix) || by_place_data(link, &fix.at) || by_parameters(link, &fix.at)
        || by_notation(link, &fix.at))
        return report_add_fix(r, fix) != NULL;
    if (by_view(link, &fix.at)) {
        fix.source = CW_FIX_MAP_VIEW;
        fix.radius_m = VIEW_M;
        report_note(r, span, true, "link: no pin, only the middle of the map that was shown");
        return report_add_fix(r, fix) != NULL;
    }
    if (is_short(link))
        report_note(r, span, false, "link: short, its position stands only behind it: open it");
    else if (speaks_of_maps(link))
        report_note(r, span, false, "link: holds no position that can be read");
    return false;
}

/* Where a link begins: a scheme, or a host of maps without one. */
static bool begins_link(const char *text, size_t length, size_t i) {
    static const char *const heads[] = {
        "http://",          "https://",        "geo:",        "maps.google.",
        "maps.app.goo.gl/", "maps.apple.com/", "www.google.", "goo.gl/"};
    if (i > 0 && !ends_link(text[i - 1]) && strchr("(:;,=[", text[i - 1]) == NULL) return false;
    for (size_t h = 0; h < sizeof heads / sizeof heads[0]; h++) {
        size_t n = strlen(heads[h]);
        if (length - i >= n && strncasecmp(text + i, heads[h], n) == 0) return true;
    }
    return false;
}

/* Signs of the plain text that come from bytes [first, end). */
static void take(const plain_text *plain, size_t first, size_t end, bool *taken) {
    size_t low = 0, high = plain->length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (plain->from[middle] < first)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < plain->length && plain->from[low] < end; low++) taken[low] = true;
}

size_t read_links(const char *text, const plain_text *plain, bool *taken, cw_report *report) {
    size_t found = 0, length = plain->from[plain->length], links = 0;
    for (size_t i = 0; i < length; i++) {
        if (!begins_link(text, length, i)) continue;
        char link[MOST_LINK + 1] = {0};
        size_t n = 0;
        while (i + n < length && !ends_link(text[i + n])) n++;
        cw_span span = {i, n};
        take(plain, i, i + n, taken);
        if (n > MOST_LINK || ++links > MOST_LINKS) {
            report_note(report, span, false, "link: too long, or too many of them");
        } else {
            decode(text + i, n, link);
            found += read_link(link, span, report);
        }
        i += n;
    }
    return found;
}
