/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: what people and other programs read. Every writer takes finished values and a path; all
 * files of one run are written aside and renamed together at the end (cw_output), so that a
 * directory never holds half a plan.
 */
#ifndef CROSSWATCH_REPORT_H
#define CROSSWATCH_REPORT_H

#include "patrol.h"
#include "traffic.h"

#ifdef __cplusplus
extern "C" {
#endif

/* From --lang ("en", "fr") or, when NULL, from LC_ALL, LC_MESSAGES, LANG; English otherwise. */
cw_language cw_language_pick(const char *asked);
/* A number with `decimals`, with the language's decimal sign; "?" for NaN. */
#define CW_NUMBER_TEXT 32
const char *cw_language_number(cw_language language, double value, int decimals,
                               char text[CW_NUMBER_TEXT]);

/* ---- what the answers rest on ---------------------------------------------------------------- */

/* The bundled tables, whole or one row of them (`only`; NULL, -1: all). */
void cw_report_leeway_text(const cw_leeway_table *table, const cw_leeway *only,
                           cw_language language, cw_text *to);
bool cw_report_leeway_json(const cw_leeway_table *table, const cw_leeway *only, cw_text *to,
                           cw_error *err);
void cw_report_sweep_text(const cw_sweep_table *table, int only, cw_language language, cw_text *to);
bool cw_report_sweep_json(const cw_sweep_table *table, int only, cw_text *to, cw_error *err);

enum { CW_LIBRARIES = 5 };
typedef struct cw_library {
    const char *name;
    char version[32];
} cw_library;
void cw_library_versions(cw_library list[CW_LIBRARIES]);

/* ---- output directory ----------------------------------------------------------------------- */

typedef struct cw_output cw_output;
/* Makes `directory` (and parents) if needed and a hidden working directory beside its files. */
cw_output *cw_output_begin(const char *directory, cw_error *err);
/* Path to write the file `name` to (in the working directory); lives until the output ends. */
const char *cw_output_path(cw_output *output, const char *name, cw_error *err);
/* Renames all files into place. On failure nothing new is left behind in `directory`. */
bool cw_output_commit(cw_output *output, cw_error *err);
/* Removes what was not committed; NULL-safe. */
void cw_output_destroy(cw_output *output);

/* ---- all that a finished plan consists of -----------------------------------------------------
 */

/* How well a published border between search and rescue regions is known: the corners of that of
 * the Dover Strait are rounded to 0.01 degree, about half a nautical mile. */
#define CW_BORDER_ERROR_M (0.5 * CW_NAUTICAL_MILE_M)

typedef struct cw_where { /* the answer to "where", at one time */
    cw_time time;
    cw_probability_map *map; /* all maps of one answer have the same cell size */
    cw_datum datum;
    double *zone_share;  /* one a region: of the probability that has a place */
    double border_share; /* within CW_BORDER_ERROR_M of a border: could lie on either side */
} cw_where;

/* Map, datum and shares at each of `count` times (output times of the tracks). Free with
 * cw_where_free. */
cw_where *cw_where_compute(const cw_scene *scene, const cw_tracks *tracks, const cw_time *times,
                           size_t count, cw_error *err);
void cw_where_free(cw_where *where, size_t count);

typedef struct cw_result {
    const cw_scene *scene;
    const cw_tracks *tracks;
    const cw_where *where;
    size_t where_count;
    const cw_plan *plan;      /* NULL for `where` and `drift` */
    const cw_plan *worksheet; /* NULL for `where` and `drift` */
    const cw_worksheet *sheet;
    const cw_update *update; /* what was searched so far; NULL: nothing */
    cw_language language;
    const cw_alive *alive; /* NULL: not known */
} cw_result;

/* One page for the coordinator. */
bool cw_report_text(const cw_result *result, cw_text *text, cw_error *err);
/* Everything, for programs: appended to `text`, or written to a file. */
bool cw_report_json_text(const cw_result *result, cw_text *text, cw_error *err);
bool cw_report_json(const cw_result *result, const char *path, cw_error *err);
/* The plan as it stands after an edit, as one line: pos, who is found alive, the tasks. `id`: of
 * the question; -1: none. `refused`: why not all of it was done; NULL: it was. */
bool cw_report_edit_line(const cw_result *result, int64_t id, const cw_error *refused,
                         cw_text *text, cw_error *err);
/* Vector files through GDAL/OGR. */
bool cw_report_geojson(const cw_result *result, const char *path, cw_error *err);
bool cw_report_gpx(const cw_result *result, const char *path, cw_error *err);
bool cw_report_kml(const cw_result *result, const char *path, cw_error *err);
/* Probability maps as a GeoTIFF in the plane's projection, one band a time. */
bool cw_report_geotiff(const cw_result *result, const char *path, cw_error *err);
/* The chart: coast, probability, tracks, patterns, scale, north, time (cairo, PNG). */
bool cw_report_map(const cw_result *result, const char *path, cw_error *err);

/* For a map in a browser (docs/report.md): where a part of the particles is at each output, and the
 * map of probability hour by hour on a grid of latitude and longitude. */
bool cw_report_ensemble(const cw_result *result, const char *path, cw_error *err);
bool cw_report_surface(const cw_result *result, const char *path, cw_error *err);

/* ---- outlook -----------------------------------------------------------------------------------
 */

/* The hours ahead, so that ending a search stands beside what it would cost (requirement R10). */
typedef struct cw_outlook {
    const cw_result *result;   /* the plan as it stands */
    const cw_alive *planned;   /* what comes of it until `to` */
    const cw_alive *continued; /* of the plan and the same units going on until `to`; NULL: not
                                  known, or the plan lasts as long */
    const cw_error *why_not;   /* NULL, or why `continued` is not known */
    cw_time from, to;          /* first and last row; one an hour */
} cw_outlook;

bool cw_report_outlook_text(const cw_outlook *outlook, cw_text *text, cw_error *err);
bool cw_report_outlook_json(const cw_outlook *outlook, cw_text *text, cw_error *err);
/* Band of survival, success and darkness over time (cairo, PNG). */
bool cw_report_outlook_picture(const cw_outlook *outlook, const char *path, cw_error *err);

/* ---- risk, patrols, options -------------------------------------------------------------------
 */

typedef struct cw_options_view { /* all borrowed */
    const cw_patrol_world *world;
    const cw_option *options; /* the first is what the others are compared with */
    size_t count;
    cw_language language;
} cw_options_view;

/* A page that a minister could read; the numbers for programs; bars with their intervals (PNG). */
bool cw_report_options_text(const cw_options_view *view, cw_text *text, cw_error *err);
bool cw_report_options_json(const cw_options_view *view, cw_text *text, cw_error *err);
bool cw_report_options_picture(const cw_options_view *view, const char *path, cw_error *err);

/* What history (NULL: the AIS picture) says of risk, and what it is too thin to say; the same for
 * programs, and read back by cw_risk_load; expected incidents a year, their interval and effective
 * number as four bands. */
bool cw_report_risk_text(const cw_risk *risk, const cw_history *history, cw_language language,
                         cw_text *text, cw_error *err);
bool cw_report_risk_json(const cw_risk *risk, const cw_history *history, cw_text *text,
                         cw_error *err);
bool cw_report_risk_geotiff(const cw_risk *risk, const char *path, cw_error *err);
/* The chart of it (PNG); cells with too few to say are hatched. */
bool cw_report_risk_map(const cw_risk *risk, cw_language language, const char *path, cw_error *err);

typedef struct cw_patrol_view { /* all borrowed */
    const cw_patrol_world *world;
    const cw_roster *roster;
    const cw_option *option;
    const cw_simulation *before; /* the roster as given; NULL: it is this one */
    const cw_simulation *const
        *stressed; /* no aircraft, a unit failed, many boats; NULL: not done */
    cw_roster_origin how;
    size_t failed, tried, kept;
    const cw_week_plan *week; /* when planned */
    cw_language language;
} cw_patrol_view;

/* The roster and how it stands, as a page; for programs; as a table; for plotters and charts. */
bool cw_report_patrol_text(const cw_patrol_view *view, cw_text *text, cw_error *err);
bool cw_report_patrol_json(const cw_patrol_view *view, cw_text *text, cw_error *err);
bool cw_report_roster_csv(const cw_patrol_view *view, cw_text *text, cw_error *err);
bool cw_report_roster_gpx(const cw_patrol_view *view, const char *path, cw_error *err);
bool cw_report_roster_geojson(const cw_patrol_view *view, const char *path, cw_error *err);
/* Bases and posts over the risk of all kinds (PNG). */
bool cw_report_roster_map(const cw_patrol_view *view, const char *path, cw_error *err);

/* ---- ships -------------------------------------------------------------------------------------
 */

typedef struct cw_meetings_view { /* all borrowed */
    const cw_plane *plane;
    const cw_coast *coast; /* of cw_report_meetings_box; NULL: not read, and the chart says so */
    const cw_fleet *fleet;
    const char *const *names;       /* one a ship of the fleet; "" where not known */
    const cw_encounter *encounters; /* the worst first */
    size_t count;
    const cw_lanes *lanes; /* NULL: none */
    cw_time time;
    cw_language language;
} cw_meetings_view;
/* What the chart shows: the worst meetings, or all ships where nobody meets. */
cw_box cw_report_meetings_box(const cw_meetings_view *view);
/* Ships along their headings, the worst meetings drawn to their CPA and numbered, lanes (PNG). */
bool cw_report_meetings_map(const cw_meetings_view *view, const char *path, cw_error *err);

typedef struct cw_near_view { /* all borrowed */
    const cw_scene *scene;
    const cw_tracks *tracks;
    const cw_helper *helpers;
    const cw_near *ranked; /* as cw_near_rank left them */
    size_t count;
    cw_time now;
    cw_language language;
} cw_near_view;
/* Where the people can be, and who is near, by rank (PNG). */
bool cw_report_near_map(const cw_near_view *view, const char *path, cw_error *err);

typedef struct cw_struck_view { /* all borrowed */
    const cw_scene *scene;
    const cw_tracks *tracks;
    cw_time from, to;
    const cw_struck *struck;
    const cw_track *const *vessels; /* that cw_struck_find was asked of */
    cw_language language;
} cw_struck_view;
/* The people's ways within the time, those of the vessels that could have met them, and of the
 * gaps of those that were not heard (PNG). */
bool cw_report_struck_map(const cw_struck_view *view, const char *path, cw_error *err);

/* ---- drift.nc ----------------------------------------------------------------------------------
 */

/* CF trajectories, written one time at a time so that size is bounded by the disk alone. */
typedef struct cw_track_file cw_track_file;

/* What of an ensemble is written, and who has it. */
typedef struct cw_track_spread {
    size_t every;      /* every n-th particle; 0: all */
    cw_ranks *ranks;   /* NULL: all particles are here */
    size_t particles;  /* of all ranks; 0: the ensemble's own */
    size_t times_done; /* goes on with a file that holds so many times; 0: a new one */
} cw_track_spread;
/* All ranks together, each with its share of the ensemble, which must outlive the file. The first
 * one makes the file; the others need no path. Where all see that file, each writes its own
 * particles into it; else the first one takes and writes those of all. The bytes are the same. */
cw_track_file *cw_track_file_create(const char *path, const cw_scene *scene,
                                    const cw_ensemble *ensemble, const cw_track_spread *spread,
                                    cw_error *err);
/* What this rank has written so far is durable. */
bool cw_track_file_sync(cw_track_file *file, cw_error *err);
/* A cw_drift_sink with the file as context. */
bool cw_track_file_write(void *file, const cw_ensemble *ensemble, cw_time time, cw_error *err);
/* Closes; false when the last bytes could not be written. `whole`: all outputs were, and the file
 * is to be read. NULL-safe. */
bool cw_track_file_close(cw_track_file *file, bool whole, cw_error *err);
/* The same from recorded tracks: every `every`-th particle. */
bool cw_report_tracks(const cw_result *result, const char *path, size_t every, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
