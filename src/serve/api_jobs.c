/* SPDX-License-Identifier: Apache-2.0 */
/* Cases, and the drifts and plans that are made of them in the background. */
#include "cases.h"
#include "edit.h"
#include "job_pool.h"
#include "more.h"
#include "results.h"
#include "offered.h"
#include "searched.h"
#include "values.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_pool(request *q, answer *a, cw_error *err) {
    return q->room->jobs != NULL
           || request_refuse(a, MHD_HTTP_CONFLICT, err,
                             "this room was opened without a folder of cases");
}

/* ---- cases ------------------------------------------------------------------------------------
 */

/* What stands in the case file; or why it will not do, so that it is mended before it is needed. */
static json_t *case_of(const job_pool *pool, const char *name) {
    cw_error wrong = {0};
    cw_case *c = case_named(pool, name, &wrong);
    if (c == NULL)
        return json_pack("{s:s,s:s,s:s}", "name", name, "error", wrong.message, "error_fr",
                         wrong.french);
    json_t *units = json_array();
    for (size_t i = 0; i < c->unit_count; i++)
        json_array_append_new(
            units, json_pack("{s:s,s:s}", "name", c->units[i].name, "nation", c->units[i].nation));
    json_t *o =
        json_pack("{s:s,s:s,s:o,s:o,s:o}", "name", name, "title", c->name, "start",
                  value_time(c->search_from), "end", value_time(c->search_to), "units", units);
    cw_case_destroy(c);
    return o;
}

static int is_yaml(const struct dirent *e) {
    size_t length = strlen(e->d_name);
    return length > 5 && e->d_name[0] != '.' && strcmp(e->d_name + length - 5, ".yaml") == 0;
}

static bool cases(request *q, answer *a, cw_error *err) {
    enum { MOST = 200 };
    struct dirent **entries = NULL;
    if (!has_pool(q, a, err)) return false;
    int count = scandir(q->room->options.cases, &entries, is_yaml, alphasort);
    if (count < 0)
        return cw_fail(err, CW_ERR_MACHINE, "the folder of cases cannot be read: %s",
                       strerror(errno));
    a->json = json_array();
    for (int i = 0; i < count; i++) {
        entries[i]->d_name[strlen(entries[i]->d_name) - 5] = '\0';
        if (i < MOST && name_is_case(entries[i]->d_name))
            json_array_append_new(a->json, case_of(q->room->jobs, entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return true;
}

/* ---- asking for a job -------------------------------------------------------------------------
 */

static bool read_units(request *q, const char *key, const char *units[JOB_MOST_UNITS],
                       size_t *count, cw_error *err) {
    const json_t *list = json_object_get(q->body, key);
    if (list == NULL) return true;
    if (!json_is_array(list) || json_array_size(list) > JOB_MOST_UNITS)
        return cw_fail(err, CW_ERR_INPUT, "%s is a list of at most %d names of units", key,
                       JOB_MOST_UNITS);
    for (*count = 0; *count < json_array_size(list); (*count)++) {
        units[*count] = json_string_value(json_array_get(list, *count));
        if (units[*count] == NULL)
            return cw_fail(err, CW_ERR_INPUT, "%s is a list of names of units", key);
    }
    return true;
}

static bool read_number(request *q, const char *key, double most, double *value, cw_error *err) {
    const json_t *given = json_object_get(q->body, key);
    *value = json_number_value(given);
    return given == NULL || (json_is_number(given) && *value >= 0.0 && *value <= most)
           || cw_fail(err, CW_ERR_INPUT, "%s is not a number from 0 to %.0f", key, most);
}

/* An incident that there is, or none: a plan that stood with no incident would be lost. */
static bool read_incident(request *q, job_request *r, cw_error *err) {
    const char *name = request_text(q, "incident");
    if (name == NULL) return true;
    const cw_situation *s = book_look(q->room->book);
    size_t incident = cw_situation_find(s, name, err);
    if (incident != CW_NONE) r->incident = cw_arena_strdup(q->arena, s->incidents[incident].id);
    book_done(q->room->book);
    return r->incident != NULL;
}

/* What was searched and seen, as the file that an update reads. */
static bool read_searched(request *q, job_request *r, cw_error *err) {
    bool said = json_object_get(q->body, "searched") != NULL
                || json_object_get(q->body, "sightings") != NULL;
    if (!said && r->what != JOB_UPDATE) return true;
    if (r->what != JOB_UPDATE || r->from == 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "an update, and nothing else, takes a plan and what was searched of it");
    r->results = searched_file(q->room->jobs, r->from, q->body, q->arena, err);
    return r->results != NULL;
}

/* Units that the case does not have, as the file that a plan reads. */
static bool read_offered(request *q, job_request *r, cw_error *err) {
    const json_t *list = json_object_get(q->body, "units");
    if (list == NULL) return true;
    r->units = offered_file(list, q->arena, err);
    return r->units != NULL;
}

static bool submit(request *q, answer *a, cw_error *err) {
    enum { MOST_TIME_S = 600 };
    const char *excluded[JOB_MOST_UNITS], *kept[JOB_MOST_UNITS], *what = request_text(q, "what");
    double from, hours;
    job made;
    job_request r = {.case_name = request_text(q, "case"),
                     .person = q->user.name,
                     .excluded = excluded,
                     .kept = kept,
                     .language = q->language};
    if (!has_pool(q, a, err)) return false;
    if (what == NULL || !job_what_read(what, &r.what))
        return cw_fail(err, CW_ERR_INPUT, "what is no kind of job that there is");
    if (!read_incident(q, &r, err) || !read_number(q, "time_s", MOST_TIME_S, &r.time_s, err)
        || !read_number(q, "plan", 1e9, &from, err) || !read_number(q, "hours", 72.0, &hours, err)
        || !read_units(q, "exclude", excluded, &r.excluded_count, err)
        || !read_units(q, "keep", kept, &r.kept_count, err))
        return false;
    r.from = (unsigned)from;
    r.hours = (int)hours;
    if (!read_searched(q, &r, err) || !read_offered(q, &r, err) || !more_read(q, &r.more, err))
        return false;
    unsigned number = job_submit(q->room->jobs, &r, err);
    if (number == 0 || !job_get(q->room->jobs, number, &made, err)) return false;
    a->status = MHD_HTTP_ACCEPTED;
    a->json = value_job(&made);
    return true;
}

/* ---- looking at them --------------------------------------------------------------------------
 */

static bool list(request *q, answer *a, cw_error *err) {
    enum { MOST = 100 };
    job *jobs = NULL;
    size_t count = 0;
    if (!has_pool(q, a, err) || !job_list(q->room->jobs, MOST, &jobs, &count, err)) return false;
    a->json = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(a->json, value_job(&jobs[i]));
    free(jobs);
    return true;
}

static bool read_job_number(request *q, answer *a, unsigned *number, cw_error *err) {
    char *end;
    unsigned long value = strtoul(q->values[0], &end, 10);
    *number = (unsigned)value;
    return (*end == '\0' && q->values[0][0] >= '1' && q->values[0][0] <= '9' && value < 1u << 31)
           || request_refuse(a, MHD_HTTP_NOT_FOUND, err, "there is no such job");
}

static bool find(request *q, answer *a, job *found, cw_error *err) {
    unsigned number;
    if (!has_pool(q, a, err) || !read_job_number(q, a, &number, err)) return false;
    if (job_get(q->room->jobs, number, found, err)) return true;
    a->status = MHD_HTTP_NOT_FOUND;
    return false;
}

static bool one(request *q, answer *a, cw_error *err) {
    job found;
    if (!find(q, a, &found, err)) return false;
    a->json = value_job(&found);
    return true;
}

static bool cancel(request *q, answer *a, cw_error *err) {
    job found;
    if (!find(q, a, &found, err) || !job_cancel(q->room->jobs, found.number, err)
        || !job_get(q->room->jobs, found.number, &found, err))
        return false;
    a->json = value_job(&found);
    return true;
}

static bool erase(request *q, answer *a, cw_error *err) {
    job found;
    if (!find(q, a, &found, err) || !job_remove(q->room->jobs, found.number, err)) return false;
    hub_tell(q->room->hub, "jobs", "{}");
    a->json = json_object();
    return true;
}

/* ---- their files ------------------------------------------------------------------------------
 */

static const char *type_of(const char *name) {
    static const char *const types[][2] = {{".json", "application/json; charset=utf-8"},
                                           {".geojson", "application/geo+json"},
                                           {".csv", "text/csv; charset=utf-8"},
                                           {".gpx", "application/gpx+xml"},
                                           {".kml", "application/vnd.google-earth.kml+xml"},
                                           {".txt", "text/plain; charset=utf-8"},
                                           {".png", "image/png"},
                                           {".tif", "image/tiff"},
                                           {".nc", "application/x-netcdf"}};
    const char *end = strrchr(name, '.');
    for (size_t i = 0; end != NULL && i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(end, types[i][0]) == 0) return types[i][1];
    }
    return "application/octet-stream";
}

static bool file(request *q, answer *a, cw_error *err) {
    char path[JOB_PATH];
    struct stat is;
    job found;
    if (!find(q, a, &found, err)) return false;
    a->status = MHD_HTTP_NOT_FOUND;
    if (!job_file_path(q->room->jobs, found.number, q->values[1], path, err)) return false;
    a->file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (a->file < 0 || fstat(a->file, &is) != 0)
        return cw_fail(err, CW_ERR_INPUT, "%s: %s", q->values[1], strerror(errno));
    a->status = MHD_HTTP_OK;
    a->file_size = (uint64_t)is.st_size;
    a->type = type_of(q->values[1]);
    if (strncmp(a->type, "text/plain", 10) != 0 && strncmp(a->type, "image/png", 9) != 0)
        a->download = q->values[1];
    return true;
}

/* ---- a plan on the screen -----------------------------------------------------------------------
 */

/* The changed areas are scored by a child that holds the plan open. The first question opens it,
 * which takes seconds: 503 until then, and the page asks again. */
static bool score(request *q, answer *a, cw_error *err) {
    enum { WAIT_S = 5 };
    char case_path[JOB_PATH], plan_path[JOB_PATH], units_path[JOB_PATH];
    job found;
    if (!find(q, a, &found, err)) return false;
    if (found.what == JOB_UPDATE) /* the child knows the case alone, and not what was searched */
        return request_refuse(a, MHD_HTTP_CONFLICT, err,
                              "a plan that follows a search is not scored when it is changed");
    if (!job_case_path(q->room->jobs, found.case_name, case_path, err)
        || !job_file_path(q->room->jobs, found.number, "plan.json", plan_path, err))
        return false;
    char *question = json_dumps(q->body, JSON_COMPACT);
    if (question == NULL) return cw_fail_memory(err);
    const edit_plan of = {
        .case_file = case_path,
        .plan = plan_path,
        .units = job_units_path(q->room->jobs, found.number, units_path) ? units_path : NULL};
    bool done = edit_ask(q->room->edits, &of, question, strlen(question), WAIT_S, &a->text, err);
    free(question);
    if (!done && err->code == CW_NO) a->status = MHD_HTTP_SERVICE_UNAVAILABLE;
    a->type = "application/json; charset=utf-8";
    return done;
}

const route routes_jobs[] = {{"GET", "/api/1/cases", ROLE_OFFICER, false, cases},
                             {"GET", "/api/1/jobs", ROLE_VIEWER, false, list},
                             {"POST", "/api/1/jobs", ROLE_OFFICER, true, submit},
                             {"GET", "/api/1/jobs/{job}", ROLE_VIEWER, false, one},
                             {"DELETE", "/api/1/jobs/{job}", ROLE_OFFICER, false, cancel},
                             {"POST", "/api/1/jobs/{job}/score", ROLE_OFFICER, true, score},
                             {"GET", "/api/1/jobs/{job}/files/{name}", ROLE_VIEWER, false, file},
                             {"DELETE", "/api/1/jobs/{job}/result", ROLE_COORDINATOR, false, erase},
                             {0}};
