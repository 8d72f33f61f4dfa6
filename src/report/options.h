/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: the figures of a simulation as people read them. */
#ifndef CROSSWATCH_REPORT_OPTIONS_H
#define CROSSWATCH_REPORT_OPTIONS_H

#include "page.h"

typedef struct figure_words {
    cw_figure_kind kind;
    const char *code; /* in JSON */
    const char *english, *french;
    double scale; /* from the figure's unit to the one that is printed */
    int decimals;
    bool less_is_better, judged; /* judged: a difference is good or bad */
} figure_words;

extern const figure_words figures_told[];
enum { TOLD_LOST = 0, TOLD_ARRIVAL = 5 }; /* where in it these stand */
extern const size_t figures_told_count;

/* The answer in sentences, under its title (options_answer.c). */
void page_options_answer(page *p, const cw_options_view *view);
const char *option_name(const cw_option *option, cw_language language);
/* The value, scaled, as a column. */
const char *figure_value(page *p, const figure_words *f, double value);

#endif
