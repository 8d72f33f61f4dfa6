/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plan in a coordinator's hands: one area is drawn anew, and the whole is scored at once. The
 * session keeps, for each task and particle, the chance that the task misses the particle; an edit
 * replaces the columns of one unit and sums up again. The planner's rules are looked at and told,
 * never enforced here: who edits may know what the case does not.
 */
#include "search/plan_support.h"
#include "search/planner.h"
#include "search/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct cw_plan_session {
    const cw_plan_problem *problem;
    cw_plan *plan;
    light darkness;
    frames frames;
    sea sea;
    scoring scoring;
    cw_task *undo; /* owned with their patterns: the unit's tasks before the last edit */
    size_t undo_first, undo_count;
};

/* ---- tasks as visits ------------------------------------------------------------------------ */

static void visit_times_to_task(const visit *v, bool goes_on, cw_task *task) {
    task->under_way = v->under_way;
    task->on_scene = v->on_scene;
    task->off_scene = v->off_scene;
    task->back = goes_on ? v->off_scene : v->back;
    task->transit_m = v->transit_m;
    task->return_m = goes_on ? 0.0 : v->return_m;
    task->entry_delay_s = v->entry_delay_s;
    task->binding = goes_on ? CW_BOUND_NOTHING : v->binding;
}

static bool is_laid(const cw_task *task) {
    return task->assigned && task->pattern.count > 1;
}

/* ---- rules ---------------------------------------------------------------------------------- */

static bool keeps_clear(const cw_plan_problem *problem, const cw_plan *plan, size_t index,
                        size_t *other) {
    const cw_task *task = &plan->tasks[index];
    visit mine = visit_of_task(task);
    for (size_t k = 0; k < plan->task_count; k++) {
        const cw_task *with = &plan->tasks[k];
        if (with->unit == task->unit || !is_laid(with)
            || !rules_may_meet(problem, &problem->units[task->unit], &problem->units[with->unit]))
            continue;
        visit theirs = visit_of_task(with);
        if (rules_visits_apart(&mine, &theirs, problem->separation_m)) continue;
        *other = k;
        return false;
    }
    return true;
}

static double way_m(const cw_plan_problem *problem, cw_xy from, cw_position to) {
    double metres, azimuth;
    cw_geodesic_inverse(cw_plane_inverse(problem->plane, from), to, &metres, &azimuth);
    return metres;
}

/* No faster than the unit goes: out (from base or the area before), on its legs, and home. A
 * fiftieth and two seconds are allowed, for times that were rounded. */
static bool keeps_speed(const cw_plan_problem *problem, const cw_task *task) {
    static const double allowed = 1.02, rounding_s = 2.0;
    const cw_unit *u = &problem->units[task->unit];
    const cw_pattern *p = &task->pattern;
    bool goes_on = task->area + 1 < task->areas && task[1].sortie == task->sortie;
    cw_position from = task->sortie > 0 ? u->turn_round : u->at;
    if (task->area > 0 && task[-1].sortie == task->sortie) {
        const cw_pattern *before = &task[-1].pattern;
        from = cw_plane_inverse(problem->plane, before->points[before->count - 1].at);
    }
    double out_s = (double)(task->on_scene - task->under_way) / 1000.0 + rounding_s;
    double home_s = (double)(task->back - task->off_scene) / 1000.0 + rounding_s;
    if (way_m(problem, p->points[0].at, from) > allowed * u->transit_speed_mps * out_s)
        return false;
    if (!goes_on
        && way_m(problem, p->points[p->count - 1].at, u->turn_round)
               > allowed * u->transit_speed_mps * home_s)
        return false;
    for (size_t i = 0; i + 1 < p->count; i++) {
        cw_time leave = p->points[i].time, arrive = p->points[i + 1].time;
        cw_xy s0 = cw_pattern_shift(p, leave), s1 = cw_pattern_shift(p, arrive);
        double leg = hypot(p->points[i + 1].at.x_m - p->points[i].at.x_m - (s1.x_m - s0.x_m),
                           p->points[i + 1].at.y_m - p->points[i].at.y_m - (s1.y_m - s0.y_m));
        double seconds = (double)(arrive - leave) / 1000.0 + rounding_s;
        if (leg > allowed * u->search_speed_mps * seconds) return false;
    }
    return true;
}

/* Within its window, its endurance and the search; a second's rounding is allowed. */
static bool keeps_time(const cw_plan_problem *problem, const cw_task *task) {
    const cw_unit *u = &problem->units[task->unit];
    const cw_task *launch = task;
    while (launch->area > 0 && launch[-1].sortie == launch->sortie) launch--;
    double away_s = (double)(task->back - launch->under_way) / 1000.0;
    cw_time ready = problem->from + (cw_time)(u->readiness_s * 1000.0);
    ready = ready > u->available_from ? ready : u->available_from;
    return task->under_way + CW_SECOND_MS >= ready && task->back <= u->available_to + CW_SECOND_MS
           && away_s <= u->endurance_s + 1.0 && task->off_scene <= problem->to + CW_SECOND_MS
           && keeps_speed(problem, task);
}

bool cw_plan_check(const cw_plan_problem *problem, const cw_plan *plan, size_t index,
                   unsigned *broken, size_t *other, cw_error *err) {
    *broken = 0;
    *other = SIZE_MAX;
    if (index >= plan->task_count || plan->tasks[index].unit >= problem->unit_count)
        return cw_fail(err, CW_ERR_INPUT, "the plan has no task %zu", index);
    const cw_task *task = &plan->tasks[index];
    if (!is_laid(task)) return true;
    asset a = {.index = task->unit, .unit = &problem->units[task->unit]};
    visit v = visit_of_task(task);
    if (!keeps_time(problem, task)) *broken |= CW_RULE_TIME;
    if (!rules_visit_agrees(problem, &a, &v) || !rules_legs_agree(problem, &a, &v.pattern))
        *broken |= CW_RULE_AGREEMENT;
    if (!rules_open_water(problem, a.unit, &v.pattern)) *broken |= CW_RULE_LAND;
    if (!keeps_clear(problem, plan, index, other)) *broken |= CW_RULE_SEPARATION;
    return true;
}

/* ---- the session ---------------------------------------------------------------------------- */

static void forget_undo(cw_plan_session *s) {
    for (size_t k = 0; k < s->undo_count; k++) cw_pattern_free(&s->undo[k].pattern);
    free(s->undo);
    s->undo = NULL;
    s->undo_count = 0;
}

void cw_plan_session_destroy(cw_plan_session *session) {
    if (session == NULL) return;
    forget_undo(session);
    scoring_free(&session->scoring);
    frames_free(&session->frames);
    light_free(&session->darkness);
    free(session);
}

cw_plan_session *cw_plan_session_create(const cw_plan_problem *problem, cw_plan *plan,
                                        cw_error *err) {
    const cw_tracks *tracks = problem->fresh_tracks ? problem->fresh_tracks : problem->tracks;
    cw_error own = {0};
    cw_error *why = err != NULL ? err : &own;
    if (!plan_problem_holds(problem, why)) return NULL;
    cw_plan_session *s = calloc(1, sizeof *s);
    if (s == NULL) {
        cw_fail_memory(why);
        return NULL;
    }
    s->problem = problem;
    s->plan = plan;
    bool good = light_create(&s->darkness, problem->plane, problem->from, problem->to, why)
                && frames_create(&s->frames, problem->tracks, false, why)
                && scoring_create(&s->scoring, problem, tracks, plan, why)
                && scoring_take(&s->scoring, &s->darkness, 0, plan->task_count, why)
                && scoring_sum(&s->scoring, why);
    s->sea = (sea){problem, &s->darkness, &s->frames};
    if (good) return s;
    cw_plan_session_destroy(s);
    return NULL;
}

/* ---- one edit ------------------------------------------------------------------------------- */

typedef struct unit_tasks { /* those of one unit lie side by side */
    size_t first, count;
} unit_tasks;

static unit_tasks tasks_of(const cw_plan *plan, size_t index) {
    unit_tasks t = {index, 1};
    while (t.first > 0 && plan->tasks[t.first - 1].unit == plan->tasks[index].unit) t.first--;
    while (t.first + t.count < plan->task_count
           && plan->tasks[t.first + t.count].unit == plan->tasks[index].unit)
        t.count++;
    return t;
}

static cw_task *copy_tasks(const cw_task *from, size_t count) {
    cw_task *to = calloc(count, sizeof *to);
    bool good = to != NULL;
    for (size_t k = 0; good && k < count; k++) {
        to[k] = from[k];
        to[k].pattern = (cw_pattern){0};
        good = pattern_copy(&from[k].pattern, &to[k].pattern);
    }
    if (good) return to;
    for (size_t k = 0; to != NULL && k < count; k++) cw_pattern_free(&to[k].pattern);
    free(to);
    return NULL;
}

/* Where the unit sets out from for a task: its base, or the end of the task before. */
static departure departure_for(const cw_plan_session *s, const asset *a, const cw_task *task) {
    departure from = asset_first(a, s->problem);
    if (task->area == 0) return from;
    const cw_task *before = task - 1;
    cw_time turn_ms = (cw_time)(a->unit->turnaround_s * 1000.0);
    if (before->sortie != task->sortie) {
        from.at = a->unit->turn_round;
        from.ready = before->back + turn_ms;
        from.sortie = task->sortie;
        return from;
    }
    const cw_task *launch = before;
    while (launch->area > 0 && launch[-1].sortie == launch->sortie) launch--;
    return (departure){.at = cw_plane_inverse(s->problem->plane,
                                              before->pattern.points[before->pattern.count - 1].at),
                       .ready = before->off_scene,
                       .launched = launch->under_way,
                       .sortie = task->sortie};
}

/* Puts times on a task's pattern; a start that is asked for makes the unit set out later. */
static bool time_task(const cw_plan_session *s, const asset *a, cw_task *task, cw_time start,
                      bool goes_on, cw_error *err) {
    departure from = departure_for(s, a, task);
    visit v = visit_of_task(task);
    v.entry_delay_s = 0.0;
    v.on_scene = from.ready;
    v.off_scene = s->problem->to;
    rules_visit_agrees(s->problem, a, &v); /* how long an entry request takes */
    refusal outcome = visit_time(&v, a, &s->sea, &from);
    if (outcome == FITS && start > v.on_scene) {
        from.ready += start - v.on_scene;
        outcome = visit_time(&v, a, &s->sea, &from);
    }
    task->pattern = v.pattern; /* its points may have moved in the same memory */
    if (outcome != FITS)
        return cw_fail(err, CW_ERR_INPUT, "unit \"%s\" has no time for this area", a->unit->name);
    visit_times_to_task(&v, goes_on, task);
    return true;
}

static bool lay_edit(const cw_plan_session *s, const asset *a, const cw_edit *edit, cw_task *task,
                     cw_error *err) {
    cw_pattern fresh;
    if (!cw_pattern_create(&edit->spec, &fresh, err)) return false;
    cw_time from = edit->start > 0 ? edit->start : task->assigned ? task->on_scene : a->middle;
    size_t frame = edit->moves ? frames_nearest(&s->frames, edit->spec.centre, from) : 0;
    if (!frames_carry(&s->frames, frame, from, s->problem->to, &fresh)) {
        cw_pattern_free(&fresh);
        return cw_fail_memory(err);
    }
    cw_pattern_free(&task->pattern);
    task->pattern = fresh;
    return true;
}

/* How many of the unit's areas are laid: always the first ones. */
static size_t laid_of(const cw_task *tasks, size_t count) {
    size_t laid = 0;
    while (laid < count && is_laid(&tasks[laid])) laid++;
    return laid;
}

static void set_areas(cw_task *tasks, size_t count) {
    size_t laid = laid_of(tasks, count);
    for (size_t k = 0; k < count; k++) tasks[k].areas = k < laid ? laid : 0;
}

/* Takes the area and those after it out; the one before is the unit's last, and it goes home. */
static bool take_out(const cw_plan_session *s, const asset *a, cw_task *tasks, size_t count,
                     size_t at, cw_error *err) {
    for (size_t k = at; k < count; k++) {
        cw_pattern_free(&tasks[k].pattern);
        tasks[k] = (cw_task){.unit = tasks[k].unit, .area = k};
        widths_to_task(&a->widths, &tasks[k]);
    }
    set_areas(tasks, count);
    return at == 0 || time_task(s, a, &tasks[at - 1], tasks[at - 1].on_scene, false, err);
}

/* Changes the copies only. */
static bool change(const cw_plan_session *s, const cw_edit *edit, cw_task *tasks, size_t count,
                   size_t at, cw_error *err) {
    double shares[CW_MOST_OBJECTS];
    asset a;
    size_t laid = laid_of(tasks, count);
    plan_object_shares(s->problem, s->scoring.tracks, shares);
    if (!asset_prepare(&a, s->problem, tasks[at].unit, shares, err)) return false;
    a.middle = s->problem->from;
    if (edit->out) return take_out(s, &a, tasks, count, at, err);
    if (at > laid)
        return cw_fail(err, CW_ERR_INPUT, "unit \"%s\" has no area before this one", a.unit->name);
    if (at == laid && at > 0) tasks[at].sortie = tasks[at - 1].sortie;
    if (!lay_edit(s, &a, edit, &tasks[at], err)) return false;
    widths_to_task(&a.widths, &tasks[at]);
    tasks[at].assigned = true;
    set_areas(tasks, count);
    laid = laid_of(tasks, count);
    for (size_t k = at; k < laid; k++) {
        bool goes_on = k + 1 < laid && tasks[k + 1].sortie == tasks[k].sortie;
        if (!time_task(s, &a, &tasks[k], k == at ? edit->start : 0, goes_on, err)) return false;
    }
    return true;
}

/* Swaps the unit's tasks for others, and scores. */
static bool put_in(cw_plan_session *s, unit_tasks t, cw_task *tasks, cw_error *err) {
    for (size_t k = 0; k < t.count; k++) {
        cw_task kept = s->plan->tasks[t.first + k];
        s->plan->tasks[t.first + k] = tasks[k];
        tasks[k] = kept;
    }
    return scoring_take(&s->scoring, &s->darkness, t.first, t.first + t.count, err)
           && scoring_sum(&s->scoring, err);
}

/* Of an area and of those that its unit searches after it, whose times it moves. */
static bool check_from(const cw_plan_session *s, size_t first, size_t end, unsigned *broken,
                       cw_error *err) {
    *broken = 0;
    for (size_t k = first; k < end; k++) {
        unsigned one;
        size_t other;
        if (!cw_plan_check(s->problem, s->plan, k, &one, &other, err)) return false;
        *broken |= one;
    }
    return true;
}

bool cw_plan_session_edit(cw_plan_session *s, const cw_edit *edit, unsigned *broken,
                          cw_error *err) {
    if (edit->task >= s->plan->task_count)
        return cw_fail(err, CW_ERR_INPUT, "the plan has no task %zu", edit->task);
    unit_tasks t = tasks_of(s->plan, edit->task);
    cw_task *tasks = copy_tasks(s->plan->tasks + t.first, t.count);
    if (tasks == NULL) return cw_fail_memory(err);
    bool good = change(s, edit, tasks, t.count, edit->task - t.first, err);
    if (!good) {
        for (size_t k = 0; k < t.count; k++) cw_pattern_free(&tasks[k].pattern);
        free(tasks);
        return false;
    }
    forget_undo(s);
    good = put_in(s, t, tasks, err);
    s->undo = tasks;
    s->undo_first = t.first;
    s->undo_count = t.count;
    return good && check_from(s, edit->task, t.first + t.count, broken, err);
}

bool cw_plan_session_undo(cw_plan_session *s, cw_error *err) {
    if (s->undo == NULL) return cw_fail(err, CW_NO, "there is no edit to take back");
    bool good = put_in(s, (unit_tasks){s->undo_first, s->undo_count}, s->undo, err);
    forget_undo(s);
    return good;
}
