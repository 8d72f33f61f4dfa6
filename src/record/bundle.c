/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bundles, the sending side: a stretch of the released log as one signed file, for when the link
 * between the centres is down.
 *
 *   "CWB1"
 *   from, to                               texts (a byte of length first)
 *   first, count                           8 bytes each: positions of the released log
 *   checkpoint                             4 bytes of length, the signed note; its size is
 *                                          first + count
 *   for each position: 0 and an identifier (32), or 1, 4 bytes of length and the event
 *   signature                              64 bytes: Ed25519 over a tag and the hash of the above
 *
 * What goes is what the author shared and marked, as far as a rule of the agreement names it. The
 * rest of the log goes as identifiers, so that the receiver can grow the whole log and check its
 * root; an identifier is a hash over salted commitments and tells nothing.
 */
#include "bundle.h"

#include "codec.h"
#include "note.h"

#include <stdlib.h>

const char bundle_magic[4] = {'C', 'W', 'B', '1'};

bool cw_is_bundle(const void *bytes, size_t length) {
    return length >= sizeof bundle_magic && memcmp(bytes, bundle_magic, sizeof bundle_magic) == 0;
}

void bundle_digest(const void *bytes, size_t length, uint8_t out[BUNDLE_SIGNED_BYTES]) {
    static const char tag[20] = "crosswatch bundle 1";
    const piece whole = {bytes, length};
    cw_hash hash = hash_pieces(&whole, 1);
    memcpy(out, tag, sizeof tag);
    memcpy(out + sizeof tag, hash.bytes, sizeof hash.bytes);
}

/* ---- what may go ---------------------------------------------------------------------------- */

static bool fits(const char *rule, const char *word) {
    return rule == NULL || strcmp(rule, word) == 0;
}

bool release_allows(const release *r, const cw_event *event) {
    if (!cw_event_is_shared_with(event, r->to)) return false;
    for (size_t i = 0; i < r->count; i++) {
        if (fits(r->rules[i].to, r->to) && fits(r->rules[i].kind, event->kind)) return true;
    }
    return false;
}

bool release_keeps(void *context, const cw_event *event, const cw_event_part *part) {
    const release *r = context;
    if (!part->released) return false;
    for (size_t i = 0; i < r->count; i++) {
        const cw_release_rule *rule = &r->rules[i];
        if (fits(rule->to, r->to) && fits(rule->kind, event->kind) && fits(rule->part, part->name))
            return true;
    }
    return false;
}

/* ---- writing -------------------------------------------------------------------------------- */

typedef struct packing {
    release rules;
    cw_text entries;
    cw_bundle about;
    uint64_t next;
} packing;

static void put_block(cw_text *out, const cw_text *block) {
    put_u32(out, (uint32_t)block->length);
    put_bytes(out, block->data, block->length);
}

static bool pack_event(packing *p, const cw_event *event, cw_arena *arena, cw_error *err) {
    cw_text bytes = {0};
    const cw_event *sent = cw_event_keep_parts(event, release_keeps, &p->rules, arena, err);
    bool done = sent != NULL && cw_event_encode(sent, &bytes, err);
    if (done) {
        put_u8(&p->entries, BUNDLE_EVENT);
        put_block(&p->entries, &bytes);
        p->about.events++;
    }
    cw_text_free(&bytes);
    return done;
}

static bool take_entry(void *context, const value *row, cw_error *err) {
    packing *p = context;
    cw_event_id id;
    if (row[0].integer != (int64_t)p->next || !value_hash(&row[1], &id)
        || row[2].kind != VALUE_BYTES)
        return cw_fail(err, CW_NO, "the released log is damaged; crosswatch record verify");
    p->next++;
    p->about.count++;
    cw_arena *arena = cw_arena_create();
    const cw_event *event =
        arena != NULL ? cw_event_decode(row[2].bytes, row[2].length, arena, err) : NULL;
    bool done = event != NULL && cw_event_id_compare(&event->id, &id) == 0;
    if (!done) {
        cw_fail(err, CW_NO, "an event of the released log is damaged; crosswatch record verify");
    } else if (release_allows(&p->rules, event)) {
        done = pack_event(p, event, arena, err);
    } else {
        put_u8(&p->entries, BUNDLE_BARE);
        put_bytes(&p->entries, id.bytes, sizeof id.bytes);
    }
    cw_arena_destroy(arena);
    return done;
}

static bool export_within(cw_store *store, const cw_secret_key *key, packing *p, cw_time now,
                          cw_text *note, cw_error *err) {
    uint64_t size;
    const value in[] = {text_value(store->own.centre), integer_value(p->about.first)};
    if (!cw_store_size(store, store->own.centre, &size, err)) return false;
    if (p->about.first > size)
        return cw_fail(err, CW_NO, "the released log has %llu entries, fewer than %llu",
                       (unsigned long long)size, (unsigned long long)p->about.first);
    return store_query(store,
                       "SELECT l.position, l.id, e.bytes FROM leaf l"
                       " LEFT JOIN event e ON e.id = l.id"
                       " WHERE l.centre = $1 AND l.position >= $2 ORDER BY l.position",
                       in, 2, "ibb", take_entry, p, err)
           && store_checkpoint_within(store, key, now, note, err);
}

static void write_bundle(const packing *p, const cw_text *note, const cw_secret_key *key,
                         cw_text *out) {
    uint8_t digest[BUNDLE_SIGNED_BYTES], signature[SIGNATURE_BYTES];
    size_t start = out->length;
    put_bytes(out, bundle_magic, sizeof bundle_magic);
    put_short_text(out, p->about.from);
    put_short_text(out, p->about.to);
    put_u64(out, p->about.first);
    put_u64(out, p->about.count);
    put_block(out, note);
    put_bytes(out, p->entries.data, p->entries.length);
    if (out->failed || p->entries.failed) {
        out->failed = true;
        return;
    }
    bundle_digest(out->data + start, out->length - start, digest);
    key_sign(key, digest, sizeof digest, signature);
    put_bytes(out, signature, sizeof signature);
}

bool cw_bundle_export(cw_store *store, const cw_secret_key *key, const char *to, uint64_t first,
                      const cw_release_rule *rules, size_t rule_count, cw_time now, cw_text *bytes,
                      cw_bundle *about, cw_error *err) {
    packing p = {.rules = {to, rules, rule_count}, .next = first, .about = {.first = first}};
    cw_public_key partner;
    cw_text note = {0};
    bool known = false;
    if (!store_key(store, to, &partner, &known, err)) return false;
    if (!known || strcmp(to, store->own.centre) == 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "\"%.64s\" is no partner of this record: trust its key first", to);
    if (memcmp(cw_secret_key_public(key), &store->own, sizeof store->own) != 0)
        return cw_fail(err, CW_ERR_INPUT, "the key is not that of this record's centre, %s",
                       store->own.centre);
    memcpy(p.about.from, store->own.centre, sizeof p.about.from);
    memcpy(p.about.to, partner.centre, sizeof p.about.to);
    bool done = store_begin(store, true, err)
                && store_end(store, export_within(store, key, &p, now, &note, err), err);
    if (done) write_bundle(&p, &note, key, bytes);
    done = done && (!bytes->failed || cw_fail_memory(err));
    if (done && about != NULL) *about = p.about;
    cw_text_free(&note);
    cw_text_free(&p.entries);
    return done;
}
