/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kinds of jobs in one table: the verb that each runs, what it takes and what it leaves. Two
 * sorts of verbs: those that write a folder of files, and those that print their answer, which is
 * then caught in a file of the job. What a kind does not take is refused rather than passed over:
 * whoever asked for it would believe that it was heeded.
 */
#include "job_kind.h"

#include <crosswatch/patrol.h>
#include <string.h>

enum { MOST_HOURS = 72 }; /* as --hours has it */

#define PEOPLE                                                                                   \
    (JOB_TAKES_CASE | JOB_SERVES_INCIDENT | JOB_TAKES_UPDATE | JOB_TAKES_LOG | JOB_TAKES_THREADS \
     | JOB_TELLS_STEPS)

static const job_kind kinds[] = {
    [JOB_PLAN] = {"plan",
                  {"plan"},
                  JOB_SERVES_INCIDENT | JOB_TAKES_CASE | JOB_TAKES_PLAN | JOB_TAKES_TIME
                      | JOB_TAKES_MAP | JOB_TAKES_THREADS | JOB_TELLS_STEPS,
                  NULL,
                  NULL},
    [JOB_WHERE] = {"where",
                   {"where"},
                   JOB_SERVES_INCIDENT | JOB_TAKES_CASE | JOB_TAKES_MAP | JOB_TAKES_THREADS
                       | JOB_TELLS_STEPS,
                   NULL,
                   NULL},
    [JOB_DRIFT] = {"drift",
                   {"drift"},
                   JOB_SERVES_INCIDENT | JOB_TAKES_CASE | JOB_TAKES_THREADS | JOB_TELLS_STEPS,
                   NULL,
                   NULL},
    [JOB_UPDATE] = {"update",
                    {"update"},
                    JOB_SERVES_INCIDENT | JOB_TAKES_CASE | JOB_TAKES_PLAN | JOB_TAKES_TIME
                        | JOB_TAKES_MAP | JOB_TAKES_THREADS | JOB_TELLS_STEPS,
                    NULL,
                    NULL},
    [JOB_OUTLOOK] = {"outlook",
                     {"outlook"},
                     JOB_SERVES_INCIDENT | JOB_TAKES_CASE | JOB_TAKES_TIME | JOB_TAKES_HOURS
                         | JOB_TAKES_THREADS | JOB_TELLS_STEPS,
                     NULL,
                     NULL},
    [JOB_NEAR] =
        {"near", {"near"}, PEOPLE | JOB_TAKES_VESSELS | JOB_TAKES_AT, "near.json", "near.png"},
    [JOB_WARN] = {"warn",
                  {"warn"},
                  PEOPLE | JOB_TAKES_VESSELS | JOB_NEEDS_SHIPS | JOB_TAKES_AT | JOB_TAKES_HOURS,
                  "warn.json",
                  NULL},
    [JOB_STRUCK] = {"struck",
                    {"struck"},
                    PEOPLE | JOB_NEEDS_SHIPS | JOB_TAKES_WINDOW,
                    "struck.json",
                    "struck.png"},
    [JOB_PATROL] = {"patrol",
                    {"patrol"},
                    JOB_TAKES_CASE | JOB_TAKES_TIME | JOB_TAKES_AGREEMENT | JOB_TAKES_WEEKS
                        | JOB_TAKES_ROSTER | JOB_TAKES_THREADS | JOB_TELLS_STEPS,
                    NULL,
                    NULL},
    [JOB_OPTIONS] = {"options",
                     {"options"},
                     JOB_TAKES_CASE | JOB_TAKES_TIME | JOB_NEEDS_AGREEMENTS | JOB_TAKES_WEEKS
                         | JOB_TAKES_THREADS | JOB_TELLS_STEPS,
                     NULL,
                     NULL},
    [JOB_RISK] = {"risk",
                  {"risk"},
                  JOB_TAKES_LOG | JOB_NEEDS_SHIPS | JOB_TAKES_WINDOW | JOB_TAKES_HISTORY
                      | JOB_TELLS_STEPS,
                  NULL,
                  NULL},
    [JOB_FORCING] =
        {"forcing", {"forcing"}, JOB_TAKES_CASE | JOB_TAKES_THREADS, "forcing.json", NULL},
    [JOB_ENCOUNTERS] = {"encounters",
                        {"ais", "encounters"},
                        JOB_TAKES_LOG | JOB_NEEDS_SHIPS | JOB_TAKES_WINDOW | JOB_TAKES_LANES,
                        "encounters.jsonl",
                        NULL},
    [JOB_SHOW] = {"show",
                  {"ais", "show"},
                  JOB_TAKES_LOG | JOB_NEEDS_SHIPS | JOB_TAKES_AT,
                  "show.jsonl",
                  NULL},
    [JOB_TRACKS] = {"tracks",
                    {"ais", "tracks"},
                    JOB_TAKES_LOG | JOB_NEEDS_SHIPS | JOB_TAKES_WINDOW,
                    "tracks.txt",
                    "tracks.db"},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const job_kind *job_kind_of(job_what what) {
    return &kinds[what];
}

const char *job_what_word(job_what what) {
    return kinds[what].word;
}

bool job_what_read(const char *word, job_what *what) {
    for (int k = 0; k < KINDS; k++) {
        if (strcmp(word, kinds[k].word) != 0) continue;
        *what = (job_what)k;
        return true;
    }
    return false;
}

/* ---- what is refused ------------------------------------------------------------------------ */

/* A plan, an update and an outlook: their sentences say how the parts belong together. */
static bool check_planning(const job_request *r, unsigned takes, cw_error *err) {
    bool update = r->what == JOB_UPDATE, units = r->excluded_count > 0 || r->kept_count > 0;
    bool from_allowed = (takes & (JOB_TAKES_PLAN | JOB_TAKES_UPDATE)) != 0;
    if ((units && r->what != JOB_PLAN) || (r->from != 0 && !from_allowed)
        || (r->time_s > 0.0 && !(takes & JOB_TAKES_TIME)))
        return cw_fail(err, CW_ERR_INPUT,
                       "only a plan takes units, and only what plans a time or another plan");
    if (r->hours < 0 || r->hours > MOST_HOURS || (r->hours > 0 && !(takes & JOB_TAKES_HOURS)))
        return cw_fail(err, CW_ERR_INPUT,
                       "only an outlook and ships to warn take hours, from 1 to %d", MOST_HOURS);
    if (update != (r->results != NULL) || (update && r->from == 0))
        return cw_fail(err, CW_ERR_INPUT,
                       "an update, and nothing else, takes a plan and what was searched of it");
    if (r->units != NULL && r->what != JOB_PLAN)
        return cw_fail(err, CW_ERR_INPUT, "only a plan takes units of its own");
    return r->what != JOB_PLAN || (r->kept_count > 0) == (r->from != 0)
           || cw_fail(err, CW_ERR_INPUT,
                      "units that keep what they have need the plan, and a plan needs them");
}

static bool check_ships(const job_request *r, const job_kind *kind, cw_error *err) {
    const job_more *m = &r->more;
    if (m->log != NULL && m->vessels != NULL)
        return cw_fail(err, CW_ERR_INPUT, "ships come from a log or from the live picture");
    if (m->log != NULL && !(kind->takes & JOB_TAKES_LOG))
        return cw_fail(err, CW_ERR_INPUT, "a job of the kind %s takes no log", kind->word);
    if (m->vessels != NULL && !(kind->takes & JOB_TAKES_VESSELS))
        return cw_fail(err, CW_ERR_INPUT,
                       "a job of the kind %s needs tracks over time: the live picture has only the "
                       "newest place of each ship",
                       kind->word);
    if (m->columns != NULL && m->log == NULL)
        return cw_fail(err, CW_ERR_INPUT, "columns are of a log");
    return m->log != NULL || m->vessels != NULL || !(kind->takes & JOB_NEEDS_SHIPS)
           || cw_fail(err, CW_ERR_INPUT, "a job of the kind %s needs a log%s", kind->word,
                      kind->takes & JOB_TAKES_VESSELS ? CW_SAID(" or the live picture") : "");
}

static bool check_times(const job_request *r, const job_kind *kind, cw_error *err) {
    const job_more *m = &r->more;
    if (m->at != 0 && !(kind->takes & JOB_TAKES_AT))
        return cw_fail(err, CW_ERR_INPUT, "a job of the kind %s takes no time of its own",
                       kind->word);
    if ((m->from != 0 || m->to != 0) && !(kind->takes & JOB_TAKES_WINDOW))
        return cw_fail(err, CW_ERR_INPUT, "a job of the kind %s takes no begin and end",
                       kind->word);
    return m->from == 0 || m->to == 0 || m->from < m->to
           || cw_fail(err, CW_ERR_INPUT, "the end is not after the begin");
}

static bool check_patrols(const job_request *r, const job_kind *kind, cw_error *err) {
    const job_more *m = &r->more;
    bool one = kind->takes & JOB_TAKES_AGREEMENT, several = kind->takes & JOB_NEEDS_AGREEMENTS;
    if (m->agreement_count > JOB_MOST_AGREEMENTS)
        return cw_fail(err, CW_ERR_INPUT, "more than %d agreements are named", JOB_MOST_AGREEMENTS);
    if (several ? m->agreement_count < 2 : m->agreement_count > (one ? 1 : 0))
        return cw_fail(err, CW_ERR_INPUT,
                       "a patrol takes one agreement, options two or more, and nothing else any");
    if (m->weeks < 0 || m->weeks > CW_MOST_WEEKS
        || (m->weeks > 0 && !(kind->takes & JOB_TAKES_WEEKS)))
        return cw_fail(err, CW_ERR_INPUT, "only patrols and options take weeks, from 1 to %d",
                       CW_MOST_WEEKS);
    if (m->roster != JOB_ROSTER_UNSAID && !one && !(several && m->roster == JOB_ROSTER_PLANNED))
        return cw_fail(err, CW_ERR_INPUT,
                       "only a patrol says what becomes of the roster; options may plan it");
    bool plans = several ? m->roster == JOB_ROSTER_PLANNED
                         : m->roster == JOB_ROSTER_UNSAID || m->roster == JOB_ROSTER_PLANNED;
    return !(one || several) || plans || !(r->time_s > 0.0)
           || cw_fail(err, CW_ERR_INPUT, "a time is for planning a roster");
}

bool job_kind_check(const job_request *r, cw_error *err) {
    const job_kind *kind = job_kind_of(r->what);
    bool wanted = (kind->takes & JOB_TAKES_CASE) != 0;
    if (wanted && r->case_name == NULL)
        return cw_fail(err, CW_ERR_INPUT, "a job of the kind %s needs a case", kind->word);
    if (!wanted && r->case_name != NULL)
        return cw_fail(err, CW_ERR_INPUT, "a job of the kind %s takes no case", kind->word);
    if (r->incident != NULL && !(kind->takes & JOB_SERVES_INCIDENT))
        return cw_fail(err, CW_ERR_INPUT, "a job of the kind %s is of no incident", kind->word);
    if (r->more.traffic && !(kind->takes & JOB_TAKES_HISTORY))
        return cw_fail(err, CW_ERR_INPUT, "only a risk is of traffic or of history");
    return check_planning(r, kind->takes, err) && check_ships(r, kind, err)
           && check_times(r, kind, err) && check_patrols(r, kind, err);
}
