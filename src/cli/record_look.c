/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch record, the words that look: list, show, verify. */
#include "record.h"

#include <stdlib.h>

static void add_line(const cw_event *event, cw_text *t) {
    char id[CW_ID_TEXT], clock[CW_TIME_TEXT];
    cw_text_add(t, "%.12s  %s  %-14s %s", cw_event_id_format(&event->id, id),
                cw_time_format(event->recorded, clock), event->kind, event->centre);
    for (size_t i = 0; i < event->incident_count; i++)
        cw_text_add(t, "%s%s", i == 0 ? "  " : ",", event->incidents[i]);
    for (size_t i = 0; i < event->shared_count; i++)
        cw_text_add(t, "%s%s", i == 0 ? "  -> " : ",", event->shared_with[i]);
    cw_text_add(t, "\n");
}

static bool list_event(void *context, uint64_t entry, const cw_event *event, cw_error *err) {
    (void)err;
    cw_text_add(context, "%6llu  ", (unsigned long long)entry);
    add_line(event, context);
    return true;
}

bool record_word_list(record_call *c, cw_text *t, cw_error *err) {
    return cw_store_each(c->store, 0, list_event, t, err);
}

static void show_part(const record_call *c, const cw_event_part *part, cw_text *t) {
    cw_text_add(t, "  [%s%s] ", part->name,
                part->released ? cli_say(c->options, ", released", ", communiqué") : "");
    if (!part->present) {
        cw_text_add(
            t, "%s\n",
            cli_say(c->options, "not here (removed or withheld)", "absent (retiré ou retenu)"));
        return;
    }
    cw_text_add_bytes(t, (const char *)part->bytes, part->length);
    cw_text_add(t, "\n");
}

bool record_word_show(record_call *c, cw_text *t, cw_error *err) {
    cw_event_id id;
    if (!record_find_event(c, &id, err)) return false;
    cw_arena *arena = cw_arena_create();
    if (arena == NULL) return cw_fail_memory(err);
    char text[CW_ID_TEXT];
    const cw_event *event = cw_store_find(c->store, &id, arena, err);
    if (event != NULL) {
        add_line(event, t);
        cw_text_add(t, "  %s\n", cw_event_id_format(&event->id, text));
        for (size_t i = 0; i < event->part_count; i++) show_part(c, &event->parts[i], t);
    }
    cw_arena_destroy(arena);
    return event != NULL;
}

static void tell_checked(const record_call *c, const cw_verdict *v, cw_text *t) {
    cw_text_add(
        t,
        cli_say(c->options,
                "Checked: %llu entries (%llu of this centre, %llu received), every byte "
                "against its identifier;\n%llu in the released log, its Merkle roots at %llu "
                "heads; %llu checkpoints, %llu signatures.\n",
                "Vérifié : %llu entrées (%llu de ce centre, %llu reçues), chaque octet "
                "contre son identifiant ;\n%llu au journal communiqué, ses racines de Merkle "
                "à %llu têtes ; %llu points de contrôle, %llu signatures.\n"),
        (unsigned long long)v->entries, (unsigned long long)v->own, (unsigned long long)v->received,
        (unsigned long long)v->released, (unsigned long long)v->heads,
        (unsigned long long)v->checkpoints, (unsigned long long)v->signatures);
    cw_text_add(
        t,
        cli_say(c->options,
                "Countersigned by the partner: up to %llu of the released log, %llu entries "
                "in all. Redacted parts: %llu; withheld by their centre: %llu.\n",
                "Contresigné par le partenaire : jusqu'à %llu du journal communiqué, %llu "
                "entrées en tout. Parties expurgées : %llu ; retenues par leur centre : "
                "%llu.\n"),
        (unsigned long long)v->witnessed, (unsigned long long)v->witnessed_entries,
        (unsigned long long)v->redacted, (unsigned long long)v->withheld);
}

bool record_word_verify(record_call *c, cw_text *t, cw_error *err) {
    cw_verdict *v = calloc(1, sizeof *v);
    if (v == NULL) return cw_fail_memory(err);
    bool done = cw_store_verify(c->store, v, err);
    if (done) tell_checked(c, v, t);
    for (size_t i = 0; done && i < v->fault_count && i < CW_MOST_FAULTS; i++)
        cw_text_add(t, "%s: %s%s%s, %llu%s%s\n", cli_say(c->options, "WRONG", "FAUX"),
                    cw_fault_text(v->faults[i].kind, c->options->language),
                    v->faults[i].log[0] != '\0' ? ", " : "", v->faults[i].log,
                    (unsigned long long)v->faults[i].number,
                    v->faults[i].detail[0] != '\0' ? ": " : "", v->faults[i].detail);
    c->wrong = done && v->fault_count > 0;
    if (done && c->wrong)
        cw_text_add(t, cli_say(c->options, "%zu faults in all.\n", "%zu fautes en tout.\n"),
                    v->fault_count);
    else if (done)
        cw_text_add(t, "%s", cli_say(c->options, "Nothing is wrong.\n", "Rien à redire.\n"));
    free(v);
    return done;
}
