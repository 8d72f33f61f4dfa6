/* SPDX-License-Identifier: Apache-2.0 */
/* The page's answer to "what has been searched, and what does it change": each result with the
 * chance that it had, all of them together, and every hypothesis and object before and after. */
#include "page.h"

enum { NAME_COLUMNS = 40 };

static void step_row(page *p, const cw_update_step *step) {
    cw_text_add(p->text, "  %s ", page_left(p, step->id, 12));
    if (step->kind == CW_RESULT_NOTHING_FOUND) {
        cw_text_add(p->text, "%s %s-%s %s %s\n", page_left(p, step->unit, 27),
                    page_right(p, page_clock(p, step->from), 9),
                    page_left(p, page_clock(p, step->to), 9),
                    page_right(p, page_nm(p, step->track_m, 1), 9),
                    page_right(p, page_chance(p, step->pos), 8));
        return;
    }
    cw_text_add(p->text,
                page_say(p, "seen at %s at %s: belongs to the case %s, now %s\n",
                         "vu en %s à %s : appartient au cas %s, maintenant %s\n"),
                page_position(p, step->at), page_clock(p, step->from),
                page_percent(p, step->related_before), page_percent(p, step->related));
}

static void belief_row(page *p, const char *name, const cw_belief *b) {
    cw_text_add(p->text, "  %s %s %s %s\n", page_left(p, name, NAME_COLUMNS),
                page_right(p, page_percent(p, b->before), 8),
                page_right(p, page_percent(p, b->after), 8),
                page_right(p, b->before > 0.0 ? page_chance(p, b->pos) : "-", 8));
}

static void belief_head(page *p, const char *title) {
    cw_text_add(p->text, "  %s %s %s %s\n", page_left(p, title, NAME_COLUMNS),
                page_right(p, page_say(p, "before", "avant"), 8),
                page_right(p, page_say(p, "after", "après"), 8), page_right(p, "POS", 8));
}

/* How far the numbers can be trusted (docs/update.md). */
static void particles_line(page *p, const cw_update *u) {
    static const double FEW = 400.0; /* 5 points of error at a share of a half */
    cw_text_add(p->text,
                page_say(p, "  These weights rest on %s effective particles of %s.%s\n",
                         "  Ces poids reposent sur %s particules effectives de %s.%s\n"),
                page_number(p, u->effective, 0), page_number(p, (double)u->tracks->particles, 0),
                u->effective < FEW ? page_say(p, " TOO FEW: take them as rough.",
                                              " TROP PEU : valeurs approximatives.")
                                   : "");
}

void page_update(page *p) {
    const cw_update *u = p->result->update;
    if (u == NULL) return;
    cw_text_add(p->text,
                page_say(p,
                         "\nSEARCHED SO FAR: POS %s, nothing found   (sampling error %s points)\n",
                         "\nDÉJÀ CHERCHÉ : POS %s, rien trouvé   (erreur d'échantillonnage %s "
                         "point)\n"),
                page_chance(p, u->pos), page_number(p, u->pos_std_error * 100.0, 1));
    cw_text_add(p->text, "  %s %s %s %s %s\n", page_left(p, page_say(p, "result", "résultat"), 12),
                page_left(p, page_say(p, "unit", "moyen"), 27),
                page_left(p, page_say(p, "     from-to", "        de-à"), 19),
                page_right(p, page_say(p, "effective", "efficace"), 9), page_right(p, "POS", 8));
    for (size_t k = 0; k < u->step_count; k++) step_row(p, &u->steps[k]);
    page_title(p, page_say(p, "WHAT IT CHANGES", "CE QUE CELA CHANGE"));
    belief_head(p, page_say(p, "what may have happened", "ce qui a pu se passer"));
    for (size_t h = 0; h < p->source->hypothesis_count && h < u->hypothesis_count; h++)
        belief_row(p, p->source->hypotheses[h].name, &u->hypotheses[h]);
    belief_head(p, page_say(p, "what is looked for", "ce qui est cherché"));
    for (size_t o = 0; o < p->source->object_count && o < CW_MOST_OBJECTS; o++)
        belief_row(p, p->source->objects[o].name, &u->objects[o]);
    particles_line(p, u);
}
