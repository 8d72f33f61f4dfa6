/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of one message agree in talker, channel, sequence digit, number of parts, receiving station
 * and stream; or in the group of their tag blocks. They may come in any order, and other messages
 * between them. The sequence digit comes back every ten messages, so that a part that lost its
 * fellows must not wait for those of the next one: glued together they would be a false message
 * with a right checksum. A message therefore waits only for a while: when its parts have times,
 * 4 seconds; when they have none, 32 sentences (the parts of one message leave the receiver
 * together: in a log of one receiver they are adjacent, in a log of many a few lines apart).
 *
 * Memory is fixed: 64 messages wait at most, the one that has waited longest makes room.
 */
#include "assembly.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 64,
    MOST_PARTS = 9,
    MOST_PAYLOAD = CW_AIS_MOST_BITS / 6 + MOST_PARTS,
    MOST_SENTENCES = 32, /* apart, without times */
    MOST_GROUPED = 1024, /* apart, in a group of tag blocks, whose numbers come back late */
    MOST_APART_MS = 4000
};

typedef struct slot {
    uint32_t identity; /* of station or group */
    uint16_t used;     /* of payload */
    uint16_t have;     /* parts, a bit each */
    uint64_t number;   /* of the latest part's sentence */
    cw_time time;
    uint64_t bytes;
    uint16_t from[MOST_PARTS], length[MOST_PARTS];
    uint8_t fill[MOST_PARTS], parts;
    bool grouped;
    sentence_tag tag;
    char payload[MOST_PAYLOAD];
} slot;

struct assembly {
    uint64_t keys[SLOTS]; /* 0: free */
    uint64_t waiting;
    slot slots[SLOTS];
};

assembly *assembly_create(void) {
    return calloc(1, sizeof(assembly));
}

void assembly_destroy(assembly *a) {
    free(a);
}

uint64_t assembly_waiting(const assembly *a) {
    return a->waiting;
}

/* FNV-1a of the station's name; a group stands for itself. */
static uint32_t identity_of(const sentence *part) {
    if (part->tag.group != 0) return part->tag.group;
    uint32_t hash = 2166136261u;
    for (const char *c = part->tag.station; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    return hash;
}

static uint64_t key_of(const sentence *part, unsigned stream) {
    bool grouped = part->tag.group != 0;
    uint64_t key = UINT64_C(1) << 63; /* never 0 */
    key |= (uint64_t)(unsigned char)part->talker[0] | (uint64_t)(unsigned char)part->talker[1] << 8;
    key |= (uint64_t)(unsigned char)part->channel << 16
           | (uint64_t)(unsigned char)part->sequence << 24;
    return key | (uint64_t)part->parts << 32 | (uint64_t)part->own << 36 | (uint64_t)grouped << 37
           | (uint64_t)stream << 40;
}

static unsigned parts_in(const slot *s) {
    return (unsigned)__builtin_popcount(s->have);
}

static void give_up(assembly *a, size_t i, assembly_loss *loss) {
    if (a->keys[i] == 0) return;
    loss->parts += parts_in(&a->slots[i]);
    loss->bytes += a->slots[i].bytes;
    a->waiting -= a->slots[i].bytes;
    a->keys[i] = 0;
}

void assembly_flush(assembly *a, assembly_loss *loss) {
    for (size_t i = 0; i < SLOTS; i++) give_up(a, i, loss);
}

static bool too_old(const slot *s, uint64_t number, cw_time time) {
    if (s->time != CW_AIS_NO_TIME && time != CW_AIS_NO_TIME) {
        /* A clock that jumps, by however much, is a reason not to trust: apart either way. */
        uint64_t apart = time > s->time ? (uint64_t)time - (uint64_t)s->time
                                        : (uint64_t)s->time - (uint64_t)time;
        return apart > MOST_APART_MS;
    }
    return number - s->number > (s->grouped ? MOST_GROUPED : MOST_SENTENCES);
}

/* The slot of the message that the part belongs to, or a fresh one. */
static size_t find(assembly *a, uint64_t key, uint32_t identity, assembly_loss *loss) {
    size_t free_slot = SLOTS, oldest = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        if (a->keys[i] == key && a->slots[i].identity == identity) return i;
        if (a->keys[i] == 0)
            free_slot = i;
        else if (a->slots[i].number < a->slots[oldest].number || a->keys[oldest] == 0)
            oldest = i;
    }
    if (free_slot < SLOTS) return free_slot;
    give_up(a, oldest, loss);
    return oldest;
}

static void start(assembly *a, size_t i, uint64_t key, const sentence *part, uint32_t identity) {
    slot *s = &a->slots[i];
    a->keys[i] = key;
    s->identity = identity;
    s->used = s->have = 0;
    s->bytes = 0;
    s->time = CW_AIS_NO_TIME;
    s->parts = part->parts;
    s->grouped = part->tag.group != 0;
    s->tag = part->tag;
}

static void hand_over(assembly *a, size_t i, assembly_whole *whole) {
    slot *s = &a->slots[i];
    whole->parts = s->parts;
    whole->bytes = s->bytes;
    whole->tag = s->tag;
    for (size_t p = 0; p < s->parts; p++) {
        whole->payload[p] = s->payload + s->from[p];
        whole->length[p] = s->length[p];
        whole->fill[p] = s->fill[p];
    }
    a->waiting -= s->bytes;
    a->keys[i] = 0;
}

bool assembly_take(assembly *a, const sentence *part, unsigned stream, uint64_t bytes,
                   uint64_t number, cw_time time, assembly_whole *whole, assembly_loss *loss) {
    uint64_t key = key_of(part, stream);
    uint32_t identity = identity_of(part);
    size_t i = find(a, key, identity, loss), p = (size_t)part->part - 1;
    slot *s = &a->slots[i];
    uint16_t bit = (uint16_t)(1u << p);
    if (a->keys[i] != 0 && (too_old(s, number, time) || (s->have & bit) != 0)) give_up(a, i, loss);
    if (a->keys[i] == 0) start(a, i, key, part, identity);
    s->number = number;
    if (time != CW_AIS_NO_TIME) s->time = time;
    if (s->tag.time == CW_AIS_NO_TIME) s->tag.time = part->tag.time;
    if (s->tag.station[0] == '\0') memcpy(s->tag.station, part->tag.station, sizeof s->tag.station);
    s->have |= bit;
    s->bytes += bytes;
    a->waiting += bytes;
    if (s->used + part->payload_length > MOST_PAYLOAD) { /* longer than any message is */
        give_up(a, i, loss);
        return false;
    }
    memcpy(s->payload + s->used, part->payload, part->payload_length);
    s->from[p] = s->used;
    s->length[p] = (uint16_t)part->payload_length;
    s->fill[p] = part->fill;
    s->used = (uint16_t)(s->used + part->payload_length);
    if (parts_in(s) < s->parts) return false;
    hand_over(a, i, whole);
    return true;
}
