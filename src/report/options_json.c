/* SPDX-License-Identifier: Apache-2.0 */
/* Options for programs: every figure of options_text.c with its interval, and every difference.
 * An interval that is not known (fewer than 20 weeks) is null. */
#include "json.h"
#include "options.h"

static json_t *figure_json(cw_figure f) {
    return json_pack("{s:o, s:o, s:o}", "value", json_number_or_null(f.value), "low",
                     json_number_or_null(f.low), "high", json_number_or_null(f.high));
}

static json_t *figures_json(const cw_simulation *s) {
    json_t *all = json_object();
    for (size_t k = 0; k < figures_told_count; k++)
        json_object_set_new(all, figures_told[k].code,
                            figure_json(cw_figure_of(s, figures_told[k].kind)));
    return all;
}

static json_t *differences_json(const cw_simulation *from, const cw_simulation *s) {
    json_t *all = json_object();
    for (size_t k = 0; k < figures_told_count; k++) {
        cw_figure d = cw_figure_difference(from, s, figures_told[k].kind);
        json_t *one = figure_json(d);
        json_object_set_new(one, "shown", json_boolean(cw_figure_shown(d)));
        json_object_set_new(all, figures_told[k].code, one);
    }
    return all;
}

static json_t *load_json(const cw_patrol_world *w, const cw_simulation *s) {
    json_t *all = json_object();
    for (size_t n = 0; n < w->nation_count; n++)
        json_object_set_new(all, w->nations[n], json_real(cw_load_share(s, n)));
    return all;
}

static json_t *option_json(const cw_options_view *view, size_t i) {
    const cw_option *option = &view->options[i];
    json_t *differences =
        i == 0 ? json_null() : differences_json(view->options[0].simulation, option->simulation);
    const cw_week_plan *w = &option->week;
    json_t *planner = option->roster == NULL
                          ? json_null()
                          : json_pack("{s:f, s:f, s:f, s:f, s:f}", "people_expected", w->expected,
                                      "helped_standing_by", w->standby, "helped", w->helped,
                                      "value", w->value, "bound", w->bound);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b}", "agreement",
                     json_string_of(option_name(option, CW_ENGLISH)), "planner", planner, "figures",
                     figures_json(option->simulation), "difference_from_first", differences,
                     "share_of_hours", load_json(view->world, option->simulation), "fair",
                     option->fair);
}

bool cw_report_options_json(const cw_options_view *view, cw_text *text, cw_error *err) {
    const cw_patrol_plan *plan = view->world->plan;
    const cw_simulation *s = view->options[0].simulation;
    json_t *options = json_array();
    for (size_t i = 0; i < view->count; i++) json_array_append_new(options, option_json(view, i));
    json_t *root = json_pack("{s:s, s:o, s:o, s:o, s:I, s:I, s:o}", "crosswatch", CW_VERSION,
                             "plan", json_string_of(plan->name), "from", json_clock(plan->from),
                             "to", json_clock(plan->to), "weeks", (json_int_t)s->weeks, "incidents",
                             (json_int_t)s->arrivals, "options", options);
    return json_write(root, text, err);
}
