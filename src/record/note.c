/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes (c2sp.org/signed-note): a text, an empty line, and for each signature a line
 *
 *   — NAME BASE64(four bytes of the key's hash, 64 bytes of Ed25519 over the text)
 *
 * (an em dash and a space first). And checkpoints, which are notes with a text of five lines.
 */
#include "note.h"

#include "codec.h"
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "
enum { SIGNED_BYTES = 4 + SIGNATURE_BYTES, SIGNED_TEXT = 92, MOST_SIGNATURES = 16 };

/* ---- signing -------------------------------------------------------------------------------- */

static void add_signature(cw_text *note, const char *text, size_t length,
                          const cw_secret_key *key) {
    uint8_t bytes[SIGNED_BYTES];
    key_hash(cw_secret_key_public(key), bytes);
    key_sign(key, text, length, bytes + 4);
    cw_text_add(note, DASH "%s ", cw_secret_key_public(key)->centre);
    base64_add(note, bytes, sizeof bytes);
    cw_text_add(note, "\n");
}

bool cw_note_sign(const char *text, const cw_secret_key *key, cw_text *note, cw_error *err) {
    size_t length = strlen(text);
    if (length < 2 || text[length - 1] != '\n' || text[length - 2] == '\n')
        return cw_fail(err, CW_ERR_INPUT, "the text of a note ends in one newline");
    cw_text_add_bytes(note, text, length);
    cw_text_add(note, "\n");
    add_signature(note, text, length, key);
    return !note->failed || cw_fail_memory(err);
}

/* ---- reading -------------------------------------------------------------------------------- */

/* Where the text ends (after its newline); the signatures follow after one newline more. 0: this is
 * no note. No empty line may stand within the signatures, so the last one is the border. */
static size_t text_length(const char *note, size_t length) {
    if (length < 4 || length > CW_MOST_NOTE_BYTES || note[length - 1] != '\n'
        || memchr(note, '\0', length) != NULL)
        return 0;
    for (size_t at = length - 2; at > 0; at--) {
        if (note[at] == '\n' && note[at - 1] == '\n') return at;
    }
    return 0;
}

typedef struct signature {
    const char *name;
    size_t name_length;
    uint8_t bytes[SIGNED_BYTES];
} signature;

/* One line of signature; moves `at` past it. */
static bool read_signature(const char **at, const char *end, signature *sig) {
    const size_t dash = sizeof DASH - 1;
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    if (newline == NULL || (size_t)(newline - *at) < dash || memcmp(*at, DASH, dash) != 0)
        return false;
    sig->name = *at + dash;
    const char *space = memchr(sig->name, ' ', (size_t)(newline - sig->name));
    if (space == NULL || space == sig->name) return false;
    sig->name_length = (size_t)(space - sig->name);
    *at = newline + 1;
    return base64_read(space + 1, (size_t)(newline - space - 1), sig->bytes, SIGNED_BYTES);
}

/* Calls for each signature; false when the note is not well-formed. `signed_by` (may be NULL) is
 * set when one of them is the key's. */
static bool read_note(const char *note, size_t length, size_t *text, const cw_public_key *key,
                      bool *signed_by) {
    uint8_t hash[4];
    size_t count = 0;
    *text = text_length(note, length);
    if (*text == 0) return false;
    if (key != NULL) key_hash(key, hash);
    const char *at = note + *text + 1, *end = note + length;
    for (; at < end; count++) {
        signature sig;
        if (count == MOST_SIGNATURES || !read_signature(&at, end, &sig)) return false;
        bool by_key = key != NULL && sig.name_length == strlen(key->centre)
                      && memcmp(sig.name, key->centre, sig.name_length) == 0
                      && memcmp(sig.bytes, hash, sizeof hash) == 0;
        if (!by_key) continue;
        if (!key_verify(key, note, *text, sig.bytes + 4)) return false;
        *signed_by = true;
    }
    return count > 0;
}

bool cw_note_is_signed(const char *note, size_t length, const cw_public_key *key) {
    size_t text;
    bool signed_by = false;
    return read_note(note, length, &text, key, &signed_by) && signed_by;
}

bool cw_note_countersign(const char *note, size_t length, const cw_secret_key *key,
                         cw_text *countersigned, cw_error *err) {
    size_t text;
    bool already = false;
    if (!read_note(note, length, &text, cw_secret_key_public(key), &already))
        return cw_fail(err, CW_ERR_INPUT, "not a signed note (cut or damaged)");
    cw_text_add_bytes(countersigned, note, length);
    if (!already) add_signature(countersigned, note, text, key);
    return !countersigned->failed || cw_fail_memory(err);
}

/* ---- checkpoints ---------------------------------------------------------------------------- */

static const char ORIGIN[] = "crosswatch/";

static void add_hash(cw_text *out, const cw_hash *hash) {
    base64_add(out, hash->bytes, sizeof hash->bytes);
}

static void write_checkpoint(const cw_checkpoint *checkpoint, cw_text *out) {
    char time[CW_TIME_TEXT];
    cw_text_add(out, "%s%s\n%llu\n", ORIGIN, checkpoint->centre,
                (unsigned long long)checkpoint->size);
    add_hash(out, &checkpoint->root);
    cw_text_add(out, "\njournal %llu ", (unsigned long long)checkpoint->journal_size);
    add_hash(out, &checkpoint->journal_root);
    cw_text_add(out, "\ntime %s\n", cw_time_format(checkpoint->time, time));
}

bool cw_checkpoint_sign(const cw_checkpoint *checkpoint, const cw_secret_key *key, cw_text *note,
                        cw_error *err) {
    cw_text text = {0};
    write_checkpoint(checkpoint, &text);
    bool done = (!text.failed || cw_fail_memory(err)) && cw_note_sign(text.data, key, note, err);
    cw_text_free(&text);
    return done;
}

/* A decimal number up to 2^48 - 1, the most leaves there can be. */
static bool read_size(const char *text, size_t length, uint64_t *size) {
    *size = 0;
    if (length == 0 || length > 15) return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        *size = *size * 10 + (uint64_t)(text[i] - '0');
    }
    return *size < UINT64_C(1) << CW_MERKLE_HEIGHT;
}

static bool read_journal(const char *line, cw_checkpoint *checkpoint) {
    static const char word[] = "journal ";
    if (strncmp(line, word, sizeof word - 1) != 0) return false;
    line += sizeof word - 1;
    size_t digits = strcspn(line, " ");
    return read_size(line, digits, &checkpoint->journal_size) && line[digits] == ' '
           && base64_read(line + digits + 1, strlen(line + digits + 1),
                          checkpoint->journal_root.bytes, sizeof(cw_hash));
}

static bool read_lines(char *lines[5], cw_checkpoint *checkpoint) {
    const size_t origin = sizeof ORIGIN - 1;
    if (strncmp(lines[0], ORIGIN, origin) != 0 || !event_is_centre(lines[0] + origin)) return false;
    snprintf(checkpoint->centre, sizeof checkpoint->centre, "%.*s", CW_MOST_CENTRE,
             lines[0] + origin);
    return read_size(lines[1], strlen(lines[1]), &checkpoint->size)
           && base64_read(lines[2], strlen(lines[2]), checkpoint->root.bytes, sizeof(cw_hash))
           && read_journal(lines[3], checkpoint) && strncmp(lines[4], "time ", 5) == 0
           && cw_time_parse(lines[4] + 5, &checkpoint->time, NULL);
}

/* What was read, written again, must be what was read: one text for each checkpoint. */
static bool reads_back(const cw_checkpoint *checkpoint, const char *note, size_t text) {
    cw_text again = {0};
    write_checkpoint(checkpoint, &again);
    bool same = !again.failed && again.length == text && memcmp(again.data, note, text) == 0;
    cw_text_free(&again);
    return same;
}

bool cw_checkpoint_read(const char *note, size_t length, cw_checkpoint *checkpoint, cw_error *err) {
    char copy[1024], *lines[5];
    size_t text, at = 0;
    bool good = read_note(note, length, &text, NULL, NULL) && text < sizeof copy;
    *checkpoint = (cw_checkpoint){.centre = {0}};
    if (good) snprintf(copy, sizeof copy, "%.*s", (int)text, note);
    for (size_t i = 0; good && i < 5; i++) {
        lines[i] = copy + at;
        at += strcspn(copy + at, "\n");
        good = copy[at] == '\n';
        copy[at++] = '\0';
    }
    good =
        good && at == text && read_lines(lines, checkpoint) && reads_back(checkpoint, note, text);
    return good || cw_fail(err, CW_ERR_INPUT, "not a checkpoint of a centre (cut or damaged)");
}
