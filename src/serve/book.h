/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: the record that the room shows, folded. Many read at a time; one writes. Other
 * programs may write to the same record: book_poll looks for what they wrote. Any thread.
 */
#ifndef CROSSWATCH_SERVE_BOOK_H
#define CROSSWATCH_SERVE_BOOK_H

#include <crosswatch/desk.h>

typedef struct book book;
book *book_open(const char *record, cw_error *err);
void book_close(book *b); /* NULL-safe */

/* The situation as it stands, until book_done. Do nothing slow in between. */
const cw_situation *book_look(book *b);
void book_done(book *b);
/* The log that the situation was folded from; between book_look and book_done. */
const cw_event_log *book_log(const book *b);
/* How many entries were folded; rises with every event. */
uint64_t book_entries(book *b);
const char *book_centre(const book *b);

/* Says a word: sets the desk's store and situation and calls cw_desk_record. */
bool book_say(book *b, cw_desk *desk, cw_event_id *made, cw_error *err);
bool book_report(book *b, cw_desk *desk, const char *source, size_t length, cw_event_id *made,
                 cw_report *report, cw_error *err);
/* A message of the incident that the desk names. */
bool book_message(book *b, cw_desk *desk, cw_text *text, cw_error *err);
/* Appends an event of the room's own (the result of a job). */
bool book_append(book *b, const cw_event_draft *draft, cw_event_id *made, cw_error *err);
/* Something else done to the store by its one writer: a redaction, a bundle taken in. */
typedef bool (*book_act)(cw_store *store, void *context, cw_error *err);
bool book_keep(book *b, book_act act, void *context, cw_error *err);
/* The whole identifier that begins with `text`. */
bool book_find_id(book *b, const char *text, cw_event_id *id, cw_error *err);
/* Takes in what others wrote; *more is whether there was any. */
bool book_poll(book *b, bool *more, cw_error *err);

#endif
