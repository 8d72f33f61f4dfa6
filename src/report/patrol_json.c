/* SPDX-License-Identifier: Apache-2.0 */
/* A patrol plan for programs: the roster as spells, every figure with its interval, and the same
 * under stress. */
#include "json.h"
#include "options.h"
#include "roster.h"

static json_t *figures_json(const cw_simulation *s) {
    json_t *all = json_object();
    if (s == NULL) return json_null();
    for (size_t k = 0; k < figures_told_count; k++) {
        cw_figure f = cw_figure_of(s, figures_told[k].kind);
        json_object_set_new(all, figures_told[k].code,
                            json_pack("{s:o, s:o, s:o}", "value", json_number_or_null(f.value),
                                      "low", json_number_or_null(f.low), "high",
                                      json_number_or_null(f.high)));
    }
    return all;
}

static json_t *roster_json(const cw_patrol_view *view) {
    json_t *list = json_array();
    spell s;
    for (size_t u = 0; u < view->roster->units; u++)
        for (size_t h = 0; roster_spell(view, u, h, &s); h = s.last)
            json_array_append_new(
                list, json_pack("{s:o, s:o, s:s, s:o, s:o, s:o}", "unit",
                                json_string_of(view->world->plan->units[u].name), "nation",
                                json_string_of(view->world->plan->units[u].nation), "post",
                                post_code(s.kind), "from", json_clock(s.from), "until",
                                json_clock(s.until), "at", json_place(s.at)));
    return list;
}

static json_t *planner_json(const cw_patrol_view *view) {
    const cw_week_plan *w = view->week;
    if (view->how != CW_ROSTER_PLANNED) return json_null();
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:I, s:I}", "people_expected",
                     w->expected, "helped_standing_by", w->standby, "helped", w->helped, "value",
                     w->value, "bound", w->bound, "busy", w->busy, "stations",
                     (json_int_t)w->stations, "steps", (json_int_t)w->steps, "rounds",
                     (json_int_t)w->rounds);
}

bool cw_report_patrol_json(const cw_patrol_view *view, cw_text *text, cw_error *err) {
    const cw_patrol_plan *plan = view->world->plan;
    static const char *const names[3] = {"no_aircraft", "unit_failed", "twenty_boats"};
    static const char *const origins[] = {"given", "improved", "planned"};
    json_t *stressed = json_object();
    for (int i = 0; view->stressed != NULL && i < 3; i++)
        json_object_set_new(stressed, names[i], figures_json(view->stressed[i]));
    json_t *root = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:b, s:I, s:s, s:o, s:o, s:o, s:o, s:o}", "crosswatch",
        CW_VERSION, "plan", json_string_of(plan->name), "agreement",
        json_string_of(option_name(view->option, CW_ENGLISH)), "from", json_clock(plan->from), "to",
        json_clock(plan->to), "fair", view->option->fair, "weeks",
        (json_int_t)view->option->simulation->weeks, "roster_is", origins[view->how], "planner",
        planner_json(view), "roster", roster_json(view), "figures",
        figures_json(view->option->simulation), "figures_of_the_roster_as_given",
        view->before != NULL ? figures_json(view->before) : json_null(), "stressed", stressed);
    return json_write(root, text, err);
}
