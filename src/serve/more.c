/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ships come from a log that lies in the room's folder, or from the live picture, which is written
 * down at the moment of the question: that is then the time that is asked about, whatever the clock
 * on the wall says, because the ships of a replayed night are of that night.
 */
#include "more.h"

#include "feed.h"
#include "snapshot.h"

#include <string.h>

static bool read_time(request *q, const char *key, cw_time *to, cw_error *err) {
    const char *text = request_text(q, key);
    if (text == NULL) return true;
    return cw_time_parse(text, to, err) || cw_error_prefix(err, "%s", key);
}

static bool read_flag(request *q, const char *key, bool *to, cw_error *err) {
    const json_t *given = json_object_get(q->body, key);
    *to = json_is_true(given);
    return given == NULL || json_is_boolean(given)
           || cw_fail(err, CW_ERR_INPUT, "%s is true or false", key);
}

/* The picture as a table in the request's arena; its time is what is asked about. */
static bool take_picture(request *q, job_more *to, cw_error *err) {
    feed_picture picture = {0};
    cw_text table = {0};
    if (q->room->feed == NULL)
        return cw_fail(err, CW_NO, "this room was opened without a source of AIS");
    if (!feed_changes(q->room->feed, 0, &picture, err)) return false;
    bool good = picture.time != 0 || cw_fail(err, CW_NO, "no ship was heard yet");
    if (good && to->at == 0) to->at = picture.time;
    if (good && snapshot_write(&picture, &table))
        to->vessels = cw_arena_strdup(q->arena, table.data);
    if (good && to->vessels == NULL) good = cw_fail_memory(err);
    cw_text_free(&table);
    feed_picture_free(&picture);
    return good;
}

static bool read_agreements(request *q, job_more *to, cw_error *err) {
    const json_t *list = json_object_get(q->body, "agreements");
    size_t count = json_array_size(list);
    if (list == NULL) return true;
    if (!json_is_array(list) || count > JOB_MOST_AGREEMENTS)
        return cw_fail(err, CW_ERR_INPUT, "agreements is a list of at most %d names",
                       JOB_MOST_AGREEMENTS);
    const char **names = cw_arena_alloc(q->arena, (count + 1) * sizeof *names);
    if (names == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        names[i] = json_string_value(json_array_get(list, i));
        if (names[i] == NULL) return cw_fail(err, CW_ERR_INPUT, "agreements is a list of names");
    }
    to->agreements = names;
    to->agreement_count = count;
    return true;
}

static bool read_roster(request *q, job_roster *to, cw_error *err) {
    static const char *const words[] = {"", "planned", "given", "improved"};
    const char *word = request_text(q, "roster");
    for (int k = JOB_ROSTER_PLANNED; word != NULL && k <= JOB_ROSTER_IMPROVED; k++) {
        if (strcmp(words[k], word) == 0) *to = (job_roster)k;
    }
    return word == NULL || *to != JOB_ROSTER_UNSAID
           || cw_fail(err, CW_ERR_INPUT, "roster is planned, given or improved");
}

static bool read_weeks(request *q, int *to, cw_error *err) {
    enum { MOST = 100000 };
    const json_t *given = json_object_get(q->body, "weeks");
    json_int_t value = json_integer_value(given);
    *to = (int)(value >= 0 && value <= MOST ? value : 0);
    return given == NULL || (json_is_integer(given) && value >= 1 && value <= MOST)
           || cw_fail(err, CW_ERR_INPUT, "weeks is a whole number from 1 to %d", MOST);
}

bool more_read(request *q, job_more *to, cw_error *err) {
    bool live;
    to->log = request_text(q, "log");
    to->columns = request_text(q, "columns");
    if (!read_flag(q, "live", &live, err) || !read_flag(q, "traffic", &to->traffic, err)
        || !read_time(q, "at", &to->at, err) || !read_time(q, "from", &to->from, err)
        || !read_time(q, "to", &to->to, err) || !read_agreements(q, to, err)
        || !read_weeks(q, &to->weeks, err) || !read_roster(q, &to->roster, err))
        return false;
    return !live || take_picture(q, to, err);
}
