/* SPDX-License-Identifier: Apache-2.0 */
/* The answer in sentences: how many more people each agreement saves than the first and how much
 * sooner help comes, with intervals, and which nation carries most; or that no difference is
 * shown. */
#include "options.h"

#include <math.h>
#include <stdio.h>

/* A difference without its sign, as "0.56 (95 %: 0.30 to 0.82)". */
static const char *amount(page *p, const figure_words *f, cw_figure d, char text[160]) {
    bool less = d.value < 0.0;
    snprintf(text, 160, page_say(p, "%s (95 %%: %s to %s)", "%s (95 %% : %s à %s)"),
             figure_value(p, f, fabs(d.value)), figure_value(p, f, less ? -d.high : d.low),
             figure_value(p, f, less ? -d.low : d.high));
    return text;
}

static void tell_people(page *p, cw_figure lost, char to[256]) {
    char text[160];
    if (!cw_figure_shown(lost)) {
        snprintf(to, 256, "%s",
                 page_say(p, "no difference shown in people saved",
                          "aucune différence établie de personnes sauvées"));
        return;
    }
    snprintf(to, 256,
             lost.value < 0.0 ? page_say(p, "more people saved a week: %s",
                                         "personnes sauvées en plus par semaine : %s")
                              : page_say(p, "fewer people saved a week: %s",
                                         "personnes sauvées en moins par semaine : %s"),
             amount(p, &figures_told[TOLD_LOST], lost, text));
}

static void tell_time(page *p, cw_figure sooner, char to[256]) {
    char text[160];
    if (!cw_figure_shown(sooner)) {
        snprintf(to, 256, "%s",
                 page_say(p, "no difference shown in when help comes",
                          "aucune différence établie de délai"));
        return;
    }
    snprintf(to, 256,
             sooner.value < 0.0
                 ? page_say(p, "help sooner by minutes: %s", "secours plus tôt, en minutes : %s")
                 : page_say(p, "help later by minutes: %s", "secours plus tard, en minutes : %s"),
             amount(p, &figures_told[TOLD_ARRIVAL], sooner, text));
}

/* Who carries most of the hours, and whether that is more than was agreed. */
static void tell_load(page *p, const cw_options_view *view, const cw_option *option, char to[256]) {
    size_t most = 0;
    for (size_t n = 1; n < view->world->nation_count; n++)
        if (cw_load_share(option->simulation, n) > cw_load_share(option->simulation, most))
            most = n;
    snprintf(to, 256,
             option->fair ? page_say(p, "share of the hours, %s: %s", "part des heures, %s : %s")
                          : page_say(p, "share of the hours, %s: %s, more than the limit",
                                     "part des heures, %s : %s, plus que la limite"),
             words_nation(p->language, view->world->nations[most]),
             page_percent(p, cw_load_share(option->simulation, most)));
}

static void answer_one(page *p, const cw_options_view *view, const cw_option *option) {
    const cw_simulation *first = view->options[0].simulation;
    char people[256], time[256], load[256], line[1024];
    tell_people(p, cw_figure_difference(first, option->simulation, CW_FIGURE_LOST), people);
    tell_time(p, cw_figure_difference(first, option->simulation, CW_FIGURE_ARRIVAL), time);
    tell_load(p, view, option, load);
    snprintf(line, sizeof line, page_say(p, "- \"%s\": %s; %s; %s.", "- « %s » : %s ; %s ; %s."),
             option_name(option, p->language), people, time, load);
    page_wrap(p, "  ", 4, line);
}

void page_options_answer(page *p, const cw_options_view *view) {
    char title[256];
    if (view->count < 2) return;
    snprintf(title, sizeof title,
             page_say(p, "THE ANSWER (compared with \"%s\")", "LA RÉPONSE (comparée à « %s »)"),
             option_name(&view->options[0], p->language));
    page_title(p, title);
    for (size_t i = 1; i < view->count; i++) answer_one(p, view, &view->options[i]);
}
