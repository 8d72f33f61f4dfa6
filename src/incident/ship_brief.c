/* SPDX-License-Identifier: Apache-2.0 */
/* What a ship on a thin link must know of an incident: one plain text of less than ten kilobytes,
 * the newest first, without any caller's number. What finds no room is counted at the end. */
#include "messages.h"

static void clock_line(const writer *w, const char *english, const char *french, cw_time time) {
    char clock[CW_TIME_TEXT];
    cw_text_add(w->text, "%s %s\n", writer_say(w, english, french), cw_time_format(time, clock));
}

static void whole(const writer *w) {
    const char *list[8];
    size_t count = cw_situation_holders(w->s, w->incident, list, 8);
    bool closed = cw_situation_is_closed(w->s, w->incident, NULL);
    cw_text_add(w->text, "%.64s  %s  %s\n", w->s->incidents[w->incident].id, writer_phase(w),
                closed ? writer_say(w, "CLOSED", "CLOS") : writer_say(w, "OPEN", "OUVERT"));
    clock_line(w, "As known at", "Connu à", w->facts->now);
    cw_text_add(w->text, "%s", writer_say(w, "Co-ordinating:", "Coordonnateur :"));
    for (size_t i = 0; i < count && i < 8; i++) cw_text_add(w->text, " %s", list[i]);
    cw_text_add(w->text, "\n%s", writer_say(w, "Position: ", "Position : "));
    writer_position(w);
    cw_text_add(w->text, "\n");
    cw_text_add(w->text, "%s", writer_say(w, "Persons: ", "Personnes : "));
    writer_people(w);
    cw_text_add(w->text, "\n%s", writer_say(w, "State: ", "État : "));
    writer_conditions(w);
    cw_text_add(w->text, "\n");
}

static void one_report(const writer *w, const cw_filed_report *report, cw_text *line) {
    char clock[CW_TIME_TEXT], place[CW_POSITION_TEXT];
    cw_text_add(line, "  %s %-8s", cw_time_format_short(report->at, clock),
                cw_report_kind_name(report->reading.kind));
    if (report->reading.fix_count > 0) {
        const cw_fix *fix = &report->reading.fixes[0];
        cw_text_add(line, " %s +-%.1f nm", cw_position_format(fix->at, place),
                    cw_m_to_nm(fix->radius_m));
    }
    for (size_t i = 0; i < report->reading.count_count; i++) {
        const cw_head_count *heads = &report->reading.counts[i];
        cw_text_add(line, "; %s %d", writer_kind(w, heads->kind), heads->low);
        if (heads->high != heads->low) cw_text_add(line, "-%d", heads->high);
    }
    cw_text_add(line, "\n");
}

/* The newest first, each once, as many as have room. */
static size_t reports(const writer *w, size_t begin) {
    size_t left = 0;
    cw_text_add(w->text, "%s\n",
                writer_say(w, "Reports, newest first:", "Signalements, les derniers d'abord :"));
    for (size_t i = w->s->report_count; i-- > 0;) {
        const cw_filed_report *report = &w->s->reports[i];
        if (!report->readable || report->duplicate_of != CW_NONE
            || !cw_situation_same(w->s, report->incident, w->incident))
            continue;
        cw_text line = {0};
        one_report(w, report, &line);
        bool fits = w->text->length - begin + line.length < CW_MOST_SHIP_BRIEF_BYTES - 400;
        if (fits && left == 0)
            cw_text_add_bytes(w->text, line.data, line.length);
        else
            left++;
        cw_text_free(&line);
    }
    return left;
}

bool cw_write_ship_brief(const cw_situation *s, size_t incident, cw_time now, cw_language language,
                         cw_text *text, cw_error *err) {
    cw_message_facts facts = {.now = now};
    writer w = {.s = s, .incident = incident, .facts = &facts, .language = language, .text = text};
    size_t begin = text->length;
    if (!writer_begin(&w, err)) return false;
    whole(&w);
    size_t left = reports(&w, begin);
    if (left > 0)
        cw_text_add(text, writer_say(&w, "  and %zu older\n", "  et %zu plus anciens\n"), left);
    cw_text_add(text, "%s\n",
                writer_say(&w,
                           "If you see people or wreckage, or can help: tell the co-ordinating "
                           "centre on VHF 16 or DSC 70, with your position.",
                           "Si vous voyez des personnes ou des débris, ou pouvez aider : appelez "
                           "le centre coordonnateur sur VHF 16 ou ASN 70, avec votre position."));
    return writer_end(&w, err);
}
