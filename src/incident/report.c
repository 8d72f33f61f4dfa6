/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One text in, one structured report out. Formats made by machines (AML, SIT 185, DSC) are looked
 * for first, by what they are and not by what somebody called them; everything else is running text
 * in which positions, times, people, conditions and numbers are looked for. Reading cannot fail:
 * the raw bytes are the record (R14), this is what a program made of them, and what it could not
 * make anything of is listed.
 */
#include "plain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- kinds --------------------------------------------------------------------------------- */

static bool has(const plain_text *p, const char *word) {
    return plain_find(p, 0, word, NULL) <= p->length;
}

static cw_report_kind kind_of_text(const plain_text *p, const cw_report *r, size_t taken) {
    static const struct {
        const char *word;
        cw_report_kind kind;
    } signs[] = {{"subject:", CW_REPORT_EMAIL},
                 {"objet:", CW_REPORT_EMAIL},
                 {"alarm phone", CW_REPORT_RELAY},
                 {"utopia 56", CW_REPORT_RELAY},
                 {"association", CW_REPORT_RELAY},
                 {"charity", CW_REPORT_RELAY},
                 {"ngo", CW_REPORT_RELAY},
                 {"ais sart", CW_REPORT_AIS},
                 {"ais mob", CW_REPORT_AIS},
                 {"sart active", CW_REPORT_AIS},
                 {"mob active", CW_REPORT_AIS},
                 {"dsc", CW_REPORT_DSC},
                 {"asn", CW_REPORT_DSC},
                 {"fishing vessel", CW_REPORT_SIGHTING},
                 {"navire de peche", CW_REPORT_SIGHTING},
                 {"chalutier", CW_REPORT_SIGHTING},
                 {"sighted", CW_REPORT_SIGHTING},
                 {"sighting", CW_REPORT_SIGHTING},
                 {"apercu", CW_REPORT_SIGHTING},
                 {"vhf", CW_REPORT_VHF},
                 {"channel 16", CW_REPORT_VHF},
                 {"ch 16", CW_REPORT_VHF},
                 {"canal 16", CW_REPORT_VHF}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (has(p, signs[i].word)) return signs[i].kind;
    }
    size_t blank = 0;
    for (size_t i = 0; i < p->length; i++) blank += p->text[i] == ' ' || p->text[i] == '\n';
    return r->fix_count > 0 && taken + blank + 24 >= p->length ? CW_REPORT_POSITION
                                                               : CW_REPORT_PHONE;
}

/* ---- order of positions -------------------------------------------------------------------- */

static double worth(const cw_fix *fix) {
    return (fix->source == CW_FIX_MAP_VIEW ? 1e9 : 0.0) + (1.0 - fix->probability) * 1e8
           + fix->radius_m;
}

/* Best first; equals stay in the order of the text. */
static void order_fixes(cw_report *r) {
    for (size_t i = 1; i < r->fix_count; i++) {
        cw_fix fix = r->fixes[i];
        size_t k = i;
        for (; k > 0 && worth(&r->fixes[k - 1]) > worth(&fix); k--) r->fixes[k] = r->fixes[k - 1];
        r->fixes[k] = fix;
    }
}

/* ---- running text -------------------------------------------------------------------------- */

/* Signs that were understood do not count again as numbers of other things. */
static void mask(plain_text *p, const bool *taken) {
    for (size_t i = 0; i < p->length; i++) {
        if (taken[i]) p->text[i] = '\x01';
    }
}

static void mask_clocks(plain_text *p, const cw_report *r) {
    for (size_t i = 0; i < p->length; i++) {
        for (size_t c = 0; c < r->clock_count; c++) {
            const cw_span *span = &r->clocks[c].span;
            if (p->from[i] >= span->first && p->from[i] < span->first + span->length)
                p->text[i] = '\x01';
        }
    }
}

/* Notations whose positions cannot be computed here, and sentences for other readers. */
static void name_foreign(const plain_text *p, cw_report *r) {
    static const char *const heads[] = {"!aivdm", "!aivdo", "!bsvdm"};
    for (size_t i = 0; i < p->length; i++) {
        size_t n = 1;
        if (strncmp(p->text + i, "///", 3) == 0 && plain_letter(p->text[i + 3])
            && (i == 0 || p->text[i - 1] != ':')) {
            while (plain_letter(p->text[i + n]) || strchr("./?-", p->text[i + n]) != NULL) {
                if (p->text[i + n] == '\0') break;
                n++;
            }
            report_note(r, plain_span(p, i, n), false,
                        "a three-word address: its position stands only with its maker");
            i += n;
        }
        for (size_t h = 0; p->text[i] == '!' && h < 3; h++) {
            if (strncmp(p->text + i, heads[h], 6) != 0) continue;
            while (p->text[i + n] > ' ') n++;
            report_note(r, plain_span(p, i, n), false,
                        "an AIS sentence: give it to the AIS decoder");
        }
    }
}

static void read_running(const char *text, plain_text *plain, bool *taken, bool machine,
                         const cw_report_context *context, cw_report *r) {
    size_t count = 0;
    if (!machine) read_links(text, plain, taken, r);
    if (!machine) read_positions(plain, taken, r);
    for (size_t i = 0; i < plain->length; i++) count += taken[i];
    if (!machine)
        r->kind =
            context->kind != CW_REPORT_UNKNOWN ? context->kind : kind_of_text(plain, r, count);
    mask(plain, taken);
    if (machine) return;
    read_clocks(text, plain, context, r);
    mask_clocks(plain, r);
    read_numbers(plain, r);
    read_people(plain, r);
    read_conditions(plain, r);
    read_language(plain, r);
    name_foreign(plain, r);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void take_caller(const cw_report_context *context, cw_report *r) {
    char number[24];
    if (context->caller == NULL || context->caller[0] == '\0') return;
    if (!cw_number_normalise(context->caller, strlen(context->caller), number))
        report_copy(number, sizeof number, context->caller, strlen(context->caller));
    if (r->number[0] != '\0' && strcmp(r->number, number) != 0)
        report_note(r, (cw_span){0, 0}, true, "another number in the text than the caller's");
    memcpy(r->number, number, sizeof number);
}

static bool empty_handed(const cw_report *r) {
    return r->fix_count == 0 && r->count_count == 0 && r->clock_count == 0 && r->conditions == 0
           && r->number[0] == '\0' && r->mmsi[0] == '\0' && r->device[0] == '\0'
           && r->unread_count == 0;
}

void cw_report_read(const char *text, size_t length, const cw_report_context *context,
                    cw_report *report) {
    *report = (cw_report){.kind = context->kind};
    size_t whole = length;
    if (length > CW_REPORT_MOST_TEXT) {
        length = CW_REPORT_MOST_TEXT;
        report_note(report, (cw_span){length, whole - length}, false,
                    "longer than %d bytes: the rest was not read", CW_REPORT_MOST_TEXT);
    }
    bool machine = cw_report_read_aml(text, length, report)
                   || cw_report_read_sit185(text, length, report)
                   || cw_report_read_dsc(text, length, context, report);
    plain_text plain;
    bool *taken = calloc(length + 1, sizeof *taken);
    if (taken != NULL && plain_make(text, length, &plain)) {
        read_running(text, &plain, taken, machine, context, report);
        plain_free(&plain);
    } else {
        report_note(report, (cw_span){0, length}, false, "out of memory: the text was not read");
    }
    free(taken);
    take_caller(context, report);
    order_fixes(report);
    if (report->kind == CW_REPORT_UNKNOWN) report->kind = CW_REPORT_PHONE;
    if (empty_handed(report))
        report_note(report, (cw_span){0, length}, false, "nothing in it was understood: read it");
}

/* ---- AIS ----------------------------------------------------------------------------------- */

void cw_report_from_ais(const cw_beacon_signal *beacon, cw_report *report) {
    *report = (cw_report){.kind = CW_REPORT_AIS};
    snprintf(report->mmsi, sizeof report->mmsi, "%09u", (unsigned)(beacon->mmsi % 1000000000U));
    unsigned prefix = beacon->mmsi / 1000000U;
    const char *what = prefix == 970   ? "AIS-SART"
                       : prefix == 972 ? "AIS man overboard"
                       : prefix == 974 ? "AIS EPIRB"
                                       : "AIS";
    report_copy(report->name, sizeof report->name, what, strlen(what));
    if (beacon->test)
        report_note(report, (cw_span){0, 0}, true, "AIS: the beacon says TEST");
    else if (prefix == 970 || prefix == 972 || prefix == 974)
        report->conditions |= CW_CONDITION_DISTRESS | (prefix == 972 ? CW_CONDITION_IN_WATER : 0U);
    report->reported_known = beacon->timed;
    report->reported = beacon->time;
    if (beacon->timed) cw_time_format(beacon->time, report->reported_text);
    bool good =
        beacon->positioned && fabs(beacon->at.lat_deg) <= 90.0 && fabs(beacon->at.lon_deg) <= 180.0;
    if (!good) {
        report_note(report, (cw_span){0, 0}, true, "AIS: the beacon has no position");
        return;
    }
    report_add_fix(report, (cw_fix){.at = beacon->at,
                                    .radius_m = 100.0,
                                    .confidence = 0.95,
                                    .timed = beacon->timed,
                                    .time = beacon->time,
                                    .probability = 1.0,
                                    .source = CW_FIX_AIS});
}

/* ---- duplicates ---------------------------------------------------------------------------- */

static bool same_key(const char *a, const char *b) {
    return a[0] != '\0' && strcmp(a, b) == 0;
}

bool cw_report_is_duplicate(const cw_report *a, const cw_report *b) {
    bool who = same_key(a->device, b->device) || same_key(a->number, b->number)
               || same_key(a->mmsi, b->mmsi);
    if (a->kind != b->kind || !who) return false;
    if (a->fix_count == 0 || b->fix_count == 0 || !a->fixes[0].timed || !b->fixes[0].timed)
        return false;
    return a->fixes[0].time == b->fixes[0].time;
}
