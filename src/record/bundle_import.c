/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bundles, the receiving side: everything is checked before anything is stored, and what is stored
 * goes in by one transaction. The signature comes first, so that no byte is believed, nor much work
 * done, for a stranger. Then every event must be well-formed, of the sender, shared with this
 * centre and without a part that is marked private; the log must go on where it ends here, agree
 * with what is here, and have the root that the sender signed.
 */
#include "bundle.h"

#include "codec.h"
#include "note.h"

#include <stdlib.h>

typedef struct entry {
    cw_event_id id;
    const uint8_t *bytes; /* in the file; NULL: by identifier alone */
    size_t length;
} entry;

typedef struct parcel {
    cw_bundle about;
    const char *note;
    size_t note_length;
    cw_checkpoint checkpoint;
    const uint8_t *entries_at; /* where they begin, until the signature has been checked */
    const uint8_t *entries_end;
    entry *entries;
} parcel;

/* ---- reading -------------------------------------------------------------------------------- */

static bool damaged(cw_error *err) {
    return cw_fail(err, CW_ERR_INPUT, "not a bundle, or one that was cut or damaged");
}

static bool read_name(reader *in, cw_arena *arena, char name[CW_MOST_CENTRE + 1]) {
    const char *text = get_short_text(in, arena);
    size_t length = text != NULL ? strlen(text) : 0;
    if (length == 0 || length > CW_MOST_CENTRE) return false;
    memcpy(name, text, length + 1);
    return true;
}

static bool read_header(const void *bytes, size_t length, cw_arena *arena, parcel *p,
                        cw_error *err) {
    if (!cw_is_bundle(bytes, length) || length < SIGNATURE_BYTES) return damaged(err);
    reader in = reader_of(bytes, length - SIGNATURE_BYTES);
    get_bytes(&in, sizeof bundle_magic);
    if (!read_name(&in, arena, p->about.from) || !read_name(&in, arena, p->about.to))
        return damaged(err);
    p->about.first = get_u64(&in);
    p->about.count = get_u64(&in);
    p->note_length = get_u32(&in);
    p->note = (const char *)get_bytes(&in, p->note_length);
    if (in.failed) return damaged(err);
    p->entries_at = in.at;
    p->entries_end = in.end;
    return true;
}

static bool check_signatures(cw_store *store, const void *bytes, size_t length, parcel *p,
                             cw_error *err) {
    cw_public_key key;
    uint8_t digest[BUNDLE_SIGNED_BYTES];
    bool known = false;
    const uint8_t *signature = (const uint8_t *)bytes + length - SIGNATURE_BYTES;
    if (strcmp(p->about.to, store->own.centre) != 0)
        return cw_fail(err, CW_NO, "the bundle is for %s; this is the record of %s", p->about.to,
                       store->own.centre);
    if (strcmp(p->about.from, store->own.centre) == 0)
        return cw_fail(err, CW_NO, "the bundle is from this centre itself");
    if (!store_key(store, p->about.from, &key, &known, err)) return false;
    if (!known) return cw_fail(err, CW_NO, "the record trusts no key of %s yet", p->about.from);
    bundle_digest(bytes, length - SIGNATURE_BYTES, digest);
    if (!key_verify(&key, digest, sizeof digest, signature))
        return cw_fail(err, CW_NO, "the bundle is damaged, or not signed by the trusted key of %s",
                       p->about.from);
    if (!cw_checkpoint_read(p->note, p->note_length, &p->checkpoint, err)) return false;
    bool good = strcmp(p->checkpoint.centre, p->about.from) == 0
                && cw_note_is_signed(p->note, p->note_length, &key)
                && p->checkpoint.size >= p->about.first
                && p->checkpoint.size - p->about.first == p->about.count;
    return good || cw_fail(err, CW_ERR_INPUT, "the bundle's checkpoint is not of this bundle");
}

/* What an event must be to come in. */
static bool check_event(const parcel *p, const cw_event *event, cw_error *err) {
    if (strcmp(event->centre, p->about.from) != 0 || !cw_event_is_shared_with(event, p->about.to))
        return cw_fail(err, CW_ERR_INPUT, "the bundle has an event that is not %s's to share",
                       p->about.from);
    for (size_t i = 0; i < event->part_count; i++) {
        if (event->parts[i].present && !event->parts[i].released)
            return cw_fail(err, CW_ERR_INPUT,
                           "the bundle has the part \"%s\", which its author marked as private",
                           event->parts[i].name);
    }
    return true;
}

static bool read_event(reader *in, parcel *p, entry *e, cw_error *err) {
    e->length = get_u32(in);
    e->bytes = get_bytes(in, e->length);
    cw_arena *arena = cw_arena_create();
    if (arena == NULL) return cw_fail_memory(err);
    const cw_event *event =
        e->bytes != NULL ? cw_event_decode(e->bytes, e->length, arena, err) : NULL;
    bool good = event != NULL && check_event(p, event, err);
    if (good) e->id = event->id;
    cw_arena_destroy(arena);
    return good;
}

static bool read_entries(parcel *p, cw_error *err) {
    reader in = {.at = p->entries_at, .end = p->entries_end};
    if (p->about.count > reader_left(&in) / 33) return damaged(err); /* the least entry: an id */
    p->entries = cw_alloc_array((size_t)p->about.count, sizeof *p->entries);
    if (p->entries == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < p->about.count; i++) {
        entry *e = &p->entries[i];
        unsigned kind = get_u8(&in);
        const uint8_t *id = kind == BUNDLE_BARE ? get_bytes(&in, sizeof e->id) : NULL;
        if (kind == BUNDLE_EVENT) {
            if (!read_event(&in, p, e, err)) return in.failed ? damaged(err) : false;
            p->about.events++;
        } else if (id != NULL) {
            memcpy(e->id.bytes, id, sizeof e->id.bytes);
        } else {
            return damaged(err);
        }
    }
    return (!in.failed && reader_left(&in) == 0) || damaged(err);
}

bool bundle_read(const void *bytes, size_t length, cw_bundle *about, cw_error *err) {
    parcel p = {.entries = NULL};
    cw_arena *arena = cw_arena_create();
    bool done = arena != NULL || cw_fail_memory(err);
    done = done && read_header(bytes, length, arena, &p, err) && read_entries(&p, err);
    *about = p.about;
    free(p.entries);
    cw_arena_destroy(arena);
    return done;
}

bool bundle_look(const void *bytes, size_t length, cw_bundle *about, cw_error *err) {
    parcel p = {.entries = NULL};
    cw_arena *arena = cw_arena_create();
    bool done =
        (arena != NULL || cw_fail_memory(err)) && read_header(bytes, length, arena, &p, err);
    *about = p.about;
    cw_arena_destroy(arena);
    return done;
}

/* ---- against what is here ------------------------------------------------------------------- */

typedef enum fit { FITS, GAP, CONTRADICTS, BROKEN } fit;

/* The leaves up to the end of the bundle, those here first; the root must be the one signed. */
static fit fit_to(cw_store *store, const parcel *p, uint64_t *here, cw_error *err) {
    cw_hash *leaves = NULL;
    cw_frontier grown = {0};
    size_t count = 0;
    if (!store_leaves(store, p->about.from, INT64_MAX, &leaves, &count, err)) return BROKEN;
    *here = count;
    fit answer = p->about.first > count ? GAP : FITS;
    for (size_t i = 0; answer == FITS && i < p->checkpoint.size; i++) {
        cw_hash leaf = i < count ? leaves[i] : (cw_hash){{0}};
        if (i >= p->about.first) {
            const cw_event_id *id = &p->entries[i - p->about.first].id;
            cw_hash sent = cw_merkle_leaf(id->bytes, sizeof id->bytes);
            if (i < count && cw_event_id_compare(&sent, &leaf) != 0) answer = CONTRADICTS;
            leaf = sent;
        }
        cw_frontier_append(&grown, &leaf);
    }
    cw_hash root = cw_frontier_root(&grown);
    if (answer == FITS && cw_event_id_compare(&root, &p->checkpoint.root) != 0)
        answer = CONTRADICTS;
    free(leaves);
    return answer;
}

/* ---- storing -------------------------------------------------------------------------------- */

static bool store_entry(cw_store *store, const parcel *p, size_t i, uint64_t here, cw_frontier *log,
                        cw_frontier *journal, cw_error *err) {
    const entry *e = &p->entries[i];
    bool has = true;
    if (p->about.first + i >= here && !store_put_leaf(store, p->about.from, &e->id, log, err))
        return false;
    if (e->bytes == NULL) return true;
    if (!store_has_event(store, &e->id, &has, NULL, err)) return false;
    return has || store_put_event(store, &e->id, e->bytes, e->length, journal, err);
}

static bool store_parcel(cw_store *store, parcel *p, uint64_t here, cw_error *err) {
    cw_frontier log, journal;
    if (!store_head(store, p->about.from, &log, err) || !store_head(store, JOURNAL, &journal, err))
        return false;
    uint64_t entries = journal.size;
    if (log.size != here)
        return cw_fail(err, CW_NO, "the log of %s held here is damaged; crosswatch record verify",
                       p->about.from);
    for (size_t i = 0; i < p->about.count; i++) {
        if (!store_entry(store, p, i, here, &log, &journal, err)) return false;
    }
    p->about.added = journal.size - entries;
    return (log.size == here || store_put_head(store, p->about.from, &log, err))
           && (journal.size == entries || store_put_head(store, JOURNAL, &journal, err))
           && store_keep_note(store, &p->checkpoint, p->note, p->note_length, err);
}

static bool import_within(cw_store *store, parcel *p, cw_error *why, cw_error *err) {
    uint64_t here = 0;
    switch (fit_to(store, p, &here, err)) {
    case FITS:
        return store_parcel(store, p, here, err);
    case GAP:
        return cw_fail(err, CW_NO,
                       "the bundle begins at entry %llu of the log of %s, and the first %llu are "
                       "here: ask for one from entry %llu on",
                       (unsigned long long)p->about.first, p->about.from, (unsigned long long)here,
                       (unsigned long long)here);
    case CONTRADICTS:
        cw_fail(why, CW_NO,
                "nothing was stored: the bundle contradicts the log of %s that is held here; its "
                "checkpoint was kept as evidence",
                p->about.from);
        return store_keep_evidence(store, p->about.from, p->note, p->note_length, err);
    default:
        return false;
    }
}

bool cw_bundle_import(cw_store *store, const void *bytes, size_t length, cw_bundle *about,
                      cw_error *err) {
    parcel p = {.entries = NULL};
    cw_error why = {0};
    cw_arena *arena = cw_arena_create();
    bool done = arena != NULL || cw_fail_memory(err);
    done = done && read_header(bytes, length, arena, &p, err)
           && check_signatures(store, bytes, length, &p, err) && read_entries(&p, err);
    done = done && store_begin(store, true, err)
           && store_end(store, import_within(store, &p, &why, err), err);
    if (done && why.code != CW_OK) done = cw_error_pass(err, &why);
    if (done && about != NULL) *about = p.about;
    free(p.entries);
    cw_arena_destroy(arena);
    return done;
}
