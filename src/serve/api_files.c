/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the keeper's folders hold for jobs besides cases: logs by name and size, plans of patrols
 * with the agreements that fit them. Names alone leave the room: where the folders lie is nobody's
 * business.
 */
#include "cases.h"
#include "job_pool.h"
#include "room.h"
#include "values.h"

#include <crosswatch/patrol.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_LISTED = 200 };

/* ---- logs -------------------------------------------------------------------------------------
 */

static int is_open_name(const struct dirent *e) {
    return name_is_case(e->d_name);
}

static json_t *log_of(const char *folder, const char *name) {
    char path[JOB_PATH];
    struct stat is;
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || n >= (int)sizeof path || stat(path, &is) != 0) return NULL;
    if (!S_ISREG(is.st_mode) && !S_ISDIR(is.st_mode)) return NULL;
    return json_pack("{s:s,s:o,s:o}", "name", name, "bytes",
                     S_ISREG(is.st_mode) ? json_integer(is.st_size) : json_null(), "changed",
                     value_time((cw_time)is.st_mtim.tv_sec * CW_SECOND_MS));
}

static bool logs(request *q, answer *a, cw_error *err) {
    const char *folder = q->room->options.logs;
    struct dirent **entries = NULL;
    a->json = json_array();
    if (folder == NULL) return true;
    int count = scandir(folder, &entries, is_open_name, alphasort);
    if (count < 0)
        return cw_fail(err, CW_ERR_MACHINE, "the folder of logs cannot be read: %s",
                       strerror(errno));
    for (int i = 0; i < count; i++) {
        json_t *one = i < MOST_LISTED ? log_of(folder, entries[i]->d_name) : NULL;
        if (one != NULL) json_array_append_new(a->json, one);
        free(entries[i]);
    }
    free(entries);
    return true;
}

/* ---- plans of patrols -------------------------------------------------------------------------
 */

typedef enum yaml_kind { YAML_OTHER, YAML_PATROL, YAML_AGREEMENT } yaml_kind;

/* What a file of the folder is, by the fields that stand at its left edge: a plan says "patrol:",
 * and may say which agreement it has, as a case may; an agreement's own file has its rules beside
 * it, and an agreement of what is released (docs/record.md) has none. */
static yaml_kind kind_of(const char *path) {
    enum { MOST_LINES = 20000, MOST_LINE = 256 };
    static const char *const keys[] = {"patrol:", "case:", "agreement:", "rules:"};
    enum { KEYS = sizeof keys / sizeof keys[0] };
    char line[MOST_LINE];
    bool seen[KEYS] = {false};
    FILE *f = fopen(path, "r");
    for (int i = 0; f != NULL && i < MOST_LINES && fgets(line, sizeof line, f) != NULL; i++) {
        for (int k = 0; k < KEYS; k++) seen[k] |= strncmp(line, keys[k], strlen(keys[k])) == 0;
    }
    if (f != NULL) fclose(f);
    if (seen[0]) return YAML_PATROL;
    return seen[2] && seen[3] && !seen[1] ? YAML_AGREEMENT : YAML_OTHER;
}

typedef struct folder_list {
    char (*names)[JOB_NAME]; /* owned */
    yaml_kind *kinds;        /* owned */
    size_t count;
} folder_list;

static int is_yaml(const struct dirent *e) {
    size_t length = strlen(e->d_name);
    return length > 5 && e->d_name[0] != '.' && strcmp(e->d_name + length - 5, ".yaml") == 0;
}

static void free_list(folder_list *list) {
    free(list->names);
    free(list->kinds);
}

static bool make_list(const cw_room *room, folder_list *list, cw_error *err) {
    char path[JOB_PATH];
    struct dirent **entries = NULL;
    int count = scandir(room->options.cases, &entries, is_yaml, alphasort);
    if (count < 0)
        return cw_fail(err, CW_ERR_MACHINE, "the folder of cases cannot be read: %s",
                       strerror(errno));
    list->names = calloc((size_t)count + 1, sizeof *list->names);
    list->kinds = calloc((size_t)count + 1, sizeof *list->kinds);
    bool good = list->names != NULL && list->kinds != NULL;
    for (int i = 0; i < count; i++) {
        char *name = entries[i]->d_name;
        name[strlen(name) - 5] = '\0';
        if (good && list->count < MOST_LISTED && job_case_path(room->jobs, name, path, NULL)) {
            snprintf(list->names[list->count], JOB_NAME, "%.*s", JOB_NAME - 1, name);
            list->kinds[list->count++] = kind_of(path);
        }
        free(entries[i]);
    }
    free(entries);
    return good || cw_fail_memory(err);
}

/* A file that will not do, and why; without the folder that it is in. */
static json_t *refused_json(const char *name, const char *path, cw_error *wrong) {
    error_without_folder(wrong, path);
    return json_pack("{s:s,s:s,s:s}", "name", name, "error", wrong->message, "error_fr",
                     wrong->french);
}

/* An agreement names units and nations: it is one for this plan, or not. */
static json_t *agreements_of(const request *q, const folder_list *list,
                             const cw_patrol_plan *plan) {
    json_t *out = json_array();
    for (size_t i = 0; i < list->count; i++) {
        char path[JOB_PATH];
        cw_error wrong = {0};
        if (list->kinds[i] != YAML_AGREEMENT
            || !job_case_path(q->room->jobs, list->names[i], path, NULL))
            continue;
        cw_patrol_agreement *one = cw_patrol_agreement_load(path, plan, &wrong);
        bool french = one != NULL && q->language == CW_FRENCH;
        json_array_append_new(
            out, one != NULL
                     ? json_pack("{s:s,s:s,s:s?}", "name", list->names[i], "title",
                                 french && one->name_fr[0] != '\0' ? one->name_fr : one->name,
                                 "text", french && one->text_fr != NULL ? one->text_fr : one->text)
                     : refused_json(list->names[i], path, &wrong));
        cw_patrol_agreement_destroy(one);
    }
    return out;
}

static json_t *plan_of(const request *q, const folder_list *list, const char *name) {
    char path[JOB_PATH];
    cw_error wrong = {0};
    if (!job_case_path(q->room->jobs, name, path, NULL)) return NULL;
    cw_patrol_plan *plan = cw_patrol_plan_load(path, &wrong);
    if (plan == NULL) return refused_json(name, path, &wrong);
    json_t *o = json_pack("{s:s,s:s,s:o,s:o,s:I,s:I,s:o}", "name", name, "title", plan->name,
                          "from", value_time(plan->from), "to", value_time(plan->to), "weeks",
                          (json_int_t)plan->weeks, "units", (json_int_t)plan->unit_count,
                          "agreements", agreements_of(q, list, plan));
    cw_patrol_plan_destroy(plan);
    return o;
}

static bool plans(request *q, answer *a, cw_error *err) {
    folder_list list = {0};
    if (q->room->jobs == NULL)
        return request_refuse(a, MHD_HTTP_CONFLICT, err,
                              "this room was opened without a folder of cases");
    bool good = make_list(q->room, &list, err);
    a->json = json_array();
    for (size_t i = 0; good && i < list.count; i++) {
        json_t *one = list.kinds[i] == YAML_PATROL ? plan_of(q, &list, list.names[i]) : NULL;
        if (one != NULL) json_array_append_new(a->json, one);
    }
    free_list(&list);
    return good;
}

const route routes_files[] = {{"GET", "/api/1/logs", ROLE_OFFICER, false, logs},
                              {"GET", "/api/1/patrol-plans", ROLE_OFFICER, false, plans},
                              {0}};
