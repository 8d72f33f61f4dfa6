/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a forcing file holds, for people: each quantity is tried as the drift would use it, its
 * first frame read, and what is found or what stands in the way is said in plain words.
 */
#include "file_kind.h"
#include "grib.h"
#include "netcdf_layout.h"

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cw_source *open_quantity(file_kind kind, cw_quantity quantity, const char *path,
                                const cw_file_options *options, bool *absent, cw_error *err) {
    if (kind == FILE_GRIB) return grib_source(quantity, path, options, absent, err);
    return nc_source(quantity, path, options, absent, err);
}

/* Where it goes, and in which language. */
typedef struct page {
    cw_text *text;
    bool french;
} page;

static const char *say(const page *to, const char *english, const char *french) {
    return to->french ? french : english;
}

static const char *name_of(const page *to, cw_quantity quantity) {
    const char *name = cw_quantity_name(quantity);
    return say(to, name, cw_french(name));
}

static void add_duration(cw_text *text, double seconds) {
    if (seconds >= 86400.0)
        cw_text_add(text, "%.4g d", seconds / 86400.0);
    else if (seconds >= 3600.0)
        cw_text_add(text, "%.4g h", seconds / 3600.0);
    else if (seconds >= 60.0)
        cw_text_add(text, "%.4g min", seconds / 60.0);
    else
        cw_text_add(text, "%.4g s", seconds);
}

static void add_corner(cw_text *text, double lat, double lon) {
    cw_text_add(text, "%.3f%c %.3f%c", fabs(lat), lat < 0.0 ? 'S' : 'N', fabs(lon),
                lon < 0.0 ? 'W' : 'E');
}

static void add_coverage(const page *to, cw_quantity quantity, const cw_coverage *c) {
    char first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    cw_text *text = to->text;
    bool far = c->spacing_m >= 1000.0;
    cw_text_add(
        text,
        say(to, "%s: will do\n  variables  %s\n  grid       %s, %zu nodes, %.4g %s apart\n",
            "%s : convient\n  variables  %s\n  grille     %s, %zu nœuds, tous les %.4g %s\n"),
        name_of(to, quantity), c->variables, c->kind, c->node_count,
        far ? c->spacing_m / 1000.0 : c->spacing_m, far ? "km" : "m");
    cw_text_add(text, "%s", say(to, "  area       ", "  zone       "));
    add_corner(text, c->box.south_deg, c->box.west_deg);
    cw_text_add(text, "%s", say(to, " to ", " à "));
    add_corner(text, c->box.north_deg, c->box.east_deg);
    cw_text_add(text, "\n%s%s", say(to, "  times      ", "  heures     "),
                cw_time_format(c->first, first));
    if (c->time_count > 1) {
        cw_text_add(text, say(to, " to %s, %zu steps of up to ", " à %s, %zu, espacées d'au plus "),
                    cw_time_format(c->last, last), c->time_count);
        add_duration(text, c->step_s);
    } else {
        cw_text_add(text, "%s", say(to, " only: one instant", " seulement : un instant"));
    }
    cw_text_add(text, "\n");
    if (c->notes[0] != '\0') cw_text_add(text, "  notes      %s\n", c->notes);
}

/* Reads the first frame at the middle of the area: damage shows here, not in the night. */
static bool readable(cw_source *source, const cw_coverage *c, cw_error *err) {
    cw_position at = {0.5 * (c->box.south_deg + c->box.north_deg), c->box.west_deg};
    cw_vector value;
    return cw_source_sample(source, c->first, &at, 1, &value, err);
}

/* True when the file will do for this quantity. */
static bool describe_one(file_kind kind, cw_quantity quantity, const char *path,
                         const cw_file_options *options, const page *to) {
    bool absent;
    cw_error refused = {0};
    cw_coverage c;
    cw_source *source = open_quantity(kind, quantity, path, options, &absent, &refused);
    bool good = false;
    if (source != NULL) {
        cw_source_coverage(source, &c);
        good = readable(source, &c, &refused);
        if (good) add_coverage(to, quantity, &c);
        cw_source_destroy(source);
    }
    if (good) return true;
    if (absent)
        cw_text_add(to->text, say(to, "%s: none found\n", "%s : rien trouvé\n"),
                    name_of(to, quantity));
    else
        cw_text_add(to->text, say(to, "%s: will not do: %s\n", "%s : ne convient pas : %s\n"),
                    name_of(to, quantity), say(to, refused.message, refused.french));
    return false;
}

static bool list_netcdf(const char *path, cw_text *text, cw_error *err) {
    char standard[nc_text_size], units[nc_text_size];
    nc_file *file = nc_file_open(path, err);
    if (file == NULL) return false;
    for (size_t i = 0; i < file->variable_count && i < 200; i++) {
        const nc_variable *v = &file->variables[i];
        if (v->dims < 2) continue;
        nc_text(file, v, "standard_name", false, standard);
        nc_text(file, v, "units", false, units);
        cw_text_add(text, "  %s [%.40s] %.80s\n", v->name, units, standard);
    }
    nc_file_close(file);
    return true;
}

bool cw_file_describe(const char *path, const cw_file_options *options, cw_language language,
                      cw_text *text, cw_error *err) {
    const page to = {text, language == CW_FRENCH};
    static const cw_quantity all[] = {CW_CURRENT, CW_WIND, CW_STOKES, CW_WATER_TEMPERATURE};
    file_kind kind = file_kind_of(path, err);
    if (kind == FILE_UNKNOWN) return false;
    cw_text held = {0};
    bool read = kind == FILE_GRIB ? grib_list(path, &held, err) : list_netcdf(path, &held, err);
    if (!read) {
        cw_text_free(&held);
        return false;
    }
    size_t usable = 0;
    cw_text_add(text, "%s (%s)\n", path, kind == FILE_GRIB ? "GRIB" : "NetCDF");
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        usable += describe_one(kind, all[k], path, options, &to);
    }
    if (usable == 0 && held.data != NULL)
        cw_text_add(text, "%s\n%s", say(&to, "it holds", "il contient"), held.data);
    bool failed = held.failed || text->failed;
    cw_text_free(&held);
    if (failed) return cw_fail_memory(err);
    if (usable > 0) return true;
    return cw_fail(err, CW_NO,
                   "%s will do neither for currents nor wind, Stokes drift or temperature", path);
}
