/* SPDX-License-Identifier: Apache-2.0 */
/* What the page rests on: the worksheet plan that it is compared with, the facts and the
 * assumptions of the case, and the errors that the method itself makes. */
#include "page.h"

#include <math.h>
#include <stdio.h>

static void worksheet(page *p) {
    const cw_worksheet *sheet = p->result->sheet;
    char line[1024];
    if (p->result->worksheet == NULL || sheet == NULL) return;
    const double nm2 = CW_NAUTICAL_MILE_M * CW_NAUTICAL_MILE_M;
    page_title(
        p,
        page_say(p, "COMPARED WITH THE MANUAL'S WORKSHEET (IAMSAR II, one square about the datum)",
                 "COMPARÉ À LA FICHE DU MANUEL (IAMSAR II, un carré autour du datum)"));
    snprintf(
        line, sizeof line,
        page_say(p,
                 "datum at %s, probable error E %s, effort Z %s nm², relative effort Zr %s, "
                 "search factor fs %s, half side R %s, area %s nm², coverage C %s: POS %s, "
                 "against %s of this plan, both scored on the same moving particles.",
                 "datum à %s, erreur probable E %s, effort Z %s M², effort relatif Zr %s, "
                 "facteur de recherche fs %s, demi-côté R %s, surface %s M², couverture C %s : "
                 "POS %s, contre %s pour ce plan, évalués sur les mêmes particules en "
                 "mouvement."),
        page_clock(p, sheet->datum_time), page_nm(p, sheet->probable_error_m, 1),
        page_number(p, sheet->effort_m2 / nm2, 0), page_number(p, sheet->relative_effort, 1),
        page_number(p, sheet->factor, 2), page_nm(p, sheet->radius_m, 1),
        page_number(p, sheet->area_m2 / nm2, 0), page_number(p, sheet->coverage, 2),
        page_chance(p, p->result->worksheet->pos), page_chance(p, p->result->plan->pos));
    page_wrap(p, "  ", 2, line);
}

static void statements(page *p, bool facts) {
    char line[2048];
    bool any = false;
    for (size_t i = 0; i < p->source->statement_count; i++) {
        const cw_statement *s = &p->source->statements[i];
        if (s->fact != facts) continue;
        if (s->source != NULL) {
            snprintf(line, sizeof line, "%s [%s]", s->text, s->source);
        } else {
            snprintf(line, sizeof line, "%s", s->text);
        }
        page_wrap(p, "  - ", 4, line);
        any = true;
    }
    if (!any) cw_text_add(p->text, "  - %s\n", page_say(p, "none stated", "aucun énoncé"));
}

/* Choices that the program made or was told, which are assumptions too. */
static void method_line(page *p) {
    char line[1024];
    const cw_scene *scene = p->result->scene;
    const cw_plan *plan = p->result->plan;
    snprintf(line, sizeof line,
             page_say(p,
                      "Detection by the %s. %zu particles (seed %llu). Distances in the "
                      "chart plane are true within %s %% over the area (plane error at %s).",
                      "Détection : %s. %zu particules (graine %llu). Les distances dans le plan de "
                      "la carte sont exactes à %s %% près sur la zone (erreur du plan à %s)."),
             words_law(p->language, p->source->law), p->result->tracks->particles,
             (unsigned long long)p->source->seed, page_number(p, scene->plane_error * 100.0, 3),
             page_nm(p, scene->extent_m, 0));
    page_wrap(p, "  - ", 4, line);
    if (plan == NULL) return;
    page_wrap(
        p, "  - ", 4,
        page_say(p,
                 "POC: in the area at mid search. POD: of one who stays in it, by the coverage "
                 "with darkness counted in. POS counts people who drift through the area, so "
                 "it can exceed POC × POD; it is scored on particles that the plan was not "
                 "fitted to.",
                 "POC : dans la zone à mi-recherche. POD : de qui y reste, selon la couverture, "
                 "nuit comptée. Le POS compte les personnes qui traversent la zone en dérivant : "
                 "il peut dépasser POC × POD ; il est évalué sur des particules étrangères à "
                 "l'optimisation."));
}

void page_basis(page *p) {
    worksheet(p);
    page_title(
        p, page_say(p, "FACTS (as the case states them)", "FAITS (tels que le cas les énonce)"));
    statements(p, true);
    page_title(p, page_say(p, "ASSUMPTIONS (as the case states them)",
                           "HYPOTHÈSES DE CALCUL (telles que le cas les énonce)"));
    statements(p, false);
    page_title(p, page_say(p, "METHOD", "MÉTHODE"));
    method_line(p);
    cw_text_add(p->text, page_say(p, "  - Crosswatch %s.\n", "  - Crosswatch %s.\n"), CW_VERSION);
}
